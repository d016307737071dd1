import { ROUTES, type Route } from '@noderr/protocol'
import { z } from 'zod'

const SECURITY = {
  none: undefined,
  'api-key': 'apiKey',
  session: 'session',
  publisher: 'publisher',
  webhook: undefined,
} as const

/** The OpenAPI 3.1 document of the node API, made from the routes that server and client share. */
export function openApiDocument(publicUrl: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const [name, route] of Object.entries(ROUTES) as [string, Route][]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) }
  }
  const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description })
  return {
    openapi: '3.1.0',
    info: { title: 'Noderr node API', version: '1' },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: {
        apiKey: bearer('Authorization: Bearer API_KEY:API_SECRET'),
        session: { type: 'apiKey', in: 'header', name: 'authorization', description: 'Session TOKEN' },
        publisher: { type: 'apiKey', in: 'header', name: 'authorization', description: 'Publisher TOKEN' },
      },
    },
  }
}

function operation(name: string, route: Route): object {
  const scheme = SECURITY[route.auth]
  return {
    operationId: name,
    summary: route.summary,
    security: scheme ? [{ [scheme]: [] }] : [],
    ...(route.query ? { parameters: parameters(route.query) } : {}),
    ...(route.body ? { requestBody: { required: true, content: json(route.body, 'input') } } : {}),
    responses: {
      200: { description: 'OK', content: json(route.answer, 'output') },
      default: { description: 'RFC 9457 problem document with a stable `code`' },
    },
  }
}

function parameters(query: z.ZodType): object[] {
  const schema = toJsonSchema(query, 'input') as { properties?: Record<string, object>; required?: string[] }
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    in: 'query',
    name,
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }))
}

function json(schema: z.ZodType, io: 'input' | 'output'): object {
  return { 'application/json': { schema: toJsonSchema(schema, io) } }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' })
}
