import { Link } from '@tanstack/react-router'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { Menu } from '../ui/Menu.tsx'
import { WAYS, type Way } from './navigation.ts'

/** The ways to the pages that whoever is signed in may see: a row of tabs, behind a button on a narrow screen. */
export function Navigation() {
  const { signedIn } = useSession()
  const ways = WAYS.filter(({ needs }) => needs === undefined || may(signedIn, needs))
  return (
    <nav aria-label="Pages" className="flex items-stretch gap-x-4">
      <Link
        to="/"
        className="flex min-h-14 shrink-0 items-center gap-2 text-[15px] font-semibold tracking-tight"
      >
        <img src="/favicon.svg" alt="" className="size-6" />
        Noderr
      </Link>
      <div className="hidden items-stretch lg:flex">
        {ways.map((way) => (
          <WayTab key={way.to} way={way} />
        ))}
      </div>
      <div className="self-center lg:hidden">
        <Menu label="Menu">
          {ways.map((way) => (
            <WayItem key={way.to} way={way} />
          ))}
        </Menu>
      </div>
    </nav>
  )
}

const exactly = ({ to }: Way) => ({ exact: to === '/', includeSearch: false })

function WayTab({ way }: { readonly way: Way }) {
  return (
    <Link
      to={way.to}
      activeOptions={exactly(way)}
      className="-mb-px flex items-center border-b-2 border-transparent px-3 text-soft hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
    >
      {way.label}
    </Link>
  )
}

function WayItem({ way }: { readonly way: Way }) {
  return (
    <Link
      to={way.to}
      activeOptions={exactly(way)}
      className="block rounded px-3 py-2 hover:bg-raised aria-[current]:font-semibold aria-[current]:text-accent"
    >
      {way.label}
    </Link>
  )
}
