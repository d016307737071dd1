export { declareJob, doJob, type EnqueueOptions, enqueue, type Job, type JobType } from './job.ts'
export { runJobs } from './run-jobs.ts'
