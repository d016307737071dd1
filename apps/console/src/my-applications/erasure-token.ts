const TOKEN = /^#erase=([0-9a-f]{64})$/

/** The token of a mailed link, `/my-applications#erase=TOKEN`. It leaves the address bar and the history at once. */
export function takeErasureToken(
  location: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  const token = TOKEN.exec(location.hash)?.[1] ?? null
  if (token) history.replaceState(null, '', location.pathname)
  return token
}

/** That of the link by which the page was opened; null when it was opened in another way. */
export const erasureToken = takeErasureToken(location, history)
