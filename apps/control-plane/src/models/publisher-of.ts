import { equalInConstantTime } from '../auth/index.ts'
import type { Actor, Services } from '../context/index.ts'
import type { Authenticate } from '../http/index.ts'

/**
 * For routes whose `auth` is `publisher`: whoever shows the token of `DATA_DIR/secrets/publisher-token`.
 *
 * @throws {@link PublisherTokenRefusedError}
 */
export function publisherOf({ secrets }: Services): Authenticate<Actor> {
  return async ({ headers }) => {
    const [scheme, token = ''] = (headers.authorization ?? '').split(' ')
    const genuine = equalInConstantTime(token, secrets.publisherToken)
    if (scheme !== 'Publisher' || !genuine) throw new PublisherTokenRefusedError()
    return { type: 'publisher' }
  }
}

export class PublisherTokenRefusedError extends Error {
  override readonly name = 'PublisherTokenRefusedError'
  readonly kind = 'unauthenticated'
  readonly code = 'publisher.token-refused'

  constructor() {
    super(
      'publishing needs `Authorization: Publisher TOKEN` with the token of DATA_DIR/secrets/publisher-token',
    )
  }
}
