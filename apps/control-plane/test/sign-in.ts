import { ensureAdmin, mintLoginToken } from '../src/auth/index.ts'
import type { AdminRole, Services } from '../src/context/index.ts'
import { logInByToken, openAuth } from '../src/sign-in/index.ts'
import type { TestServices } from './services.ts'

/** Makes an admin of this name, unless one is there, and opens a session. @returns The browser's cookie. */
export async function signIn(
  services: Services & Pick<TestServices, 'as'>,
  admin: { readonly name: string; readonly role: AdminRole },
): Promise<{ readonly name: string; readonly value: string }> {
  const cli = services.as({ type: 'cli', user: 'test' })
  const pepper = services.secrets.tokenPepper
  await ensureAdmin(cli, admin)
  const token = await mintLoginToken(cli, pepper, admin)
  const [cookie = ''] = await logInByToken(services, openAuth(services), token, new Headers())
  const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
  return { name, value }
}
