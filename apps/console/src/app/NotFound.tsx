import { Link } from '@tanstack/react-router'

export function NotFound() {
  return (
    <div className="grid min-h-64 place-content-center gap-2 text-center">
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <p className="text-soft">
        The address may be mistyped.{' '}
        <Link to="/" className="underline">
          Go to the network
        </Link>
      </p>
    </div>
  )
}
