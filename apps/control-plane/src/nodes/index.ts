export { sessionOf } from './authenticate-session.ts'
export { nodeJobs } from './jobs.ts'
export { nodesRouter } from './router.ts'
export { nodeRoutes } from './routes.ts'
