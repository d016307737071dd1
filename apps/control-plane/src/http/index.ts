export { openApiDocument } from './openapi.ts'
export { type Authenticate, anyone, type Call, serve } from './serve.ts'
