export { declareJob, doJob, enqueue, type Job } from './job.ts'
export { runJobs } from './run-jobs.ts'
