export { enqueueDueEpoch, rewardJobs } from './jobs.ts'
export { getEpoch, listEpochs } from './list-epochs.ts'
export { rewardRoutes } from './routes.ts'
