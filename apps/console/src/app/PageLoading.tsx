/** What stands in the place of a page while it is fetched. */
export function PageLoading() {
  return (
    <div aria-busy="true" className="py-4">
      <p role="status" className="sr-only">
        Loading the page …
      </p>
      <div className="mb-5 h-6 w-44 rounded bg-line motion-safe:animate-pulse" />
      <div className="h-80 rounded-lg border border-line bg-surface" />
    </div>
  )
}
