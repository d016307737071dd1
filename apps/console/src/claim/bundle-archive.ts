import { bundleFiles, bundleName, type OpenBundle } from '@noderr/protocol'
import { packTar } from 'modern-tar'

/** Only the owner may read what holds the secret. */
const SECRET_MODE = 0o600
const OPEN_MODE = 0o644

/** The files of a bundle as `.tar.gz`, made in this browser: the secret goes into the file and nowhere else. */
export async function packBundle(
  bundle: OpenBundle & { readonly apiSecret?: string },
  now: Date,
): Promise<Blob> {
  const folder = bundleName(bundle)
  const tar = await packTar(
    bundleFiles(bundle).map(({ path, text, isSecret }) => {
      const body = new TextEncoder().encode(text)
      const mode = isSecret ? SECRET_MODE : OPEN_MODE
      return {
        header: { name: `${folder}/${path}`, size: body.length, mode, mtime: now, type: 'file' },
        body,
      }
    }),
  )
  const zipped = new Blob([new Uint8Array(tar)]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Response(zipped, { headers: { 'content-type': 'application/gzip' } }).blob()
}

/** Hands a bundle to the browser as a download. */
export async function saveBundle(bundle: OpenBundle & { readonly apiSecret?: string }): Promise<void> {
  const url = URL.createObjectURL(await packBundle(bundle, new Date()))
  const link = document.createElement('a')
  link.href = url
  link.download = `${bundleName(bundle)}.tar.gz`
  link.click()
  // A download that has begun holds the bytes itself; give it time to begin.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
