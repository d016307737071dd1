export { networkRouter } from './router.ts'
