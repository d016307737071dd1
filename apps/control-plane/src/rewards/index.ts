export { closeEpoch, findDueEpoch, type NewEpoch } from './close-epoch.ts'
export { enqueueDueEpoch, rewardJobs } from './jobs.ts'
export { EpochNotFoundError, getEpoch, listEpochs } from './list-epochs.ts'
export { rewardRoutes } from './routes.ts'
