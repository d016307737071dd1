export { openApiDocument } from './openapi.ts'
export { type Authenticate, anyone, serve } from './serve.ts'
