/** A figure that was not measured: a dash with the reason for those who hover, and in words for screen readers. */
export function Missing({ because }: { readonly because: string }) {
  return (
    <span className="cursor-help text-soft" title={because}>
      <span aria-hidden="true">–</span>
      <span className="sr-only">not known: {because}</span>
    </span>
  )
}
