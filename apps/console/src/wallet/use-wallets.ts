import { useEffect, useState } from 'react'
import { discoverWallets, type Wallet } from './wallets.ts'

/** The wallets of this browser, each once, as they introduce themselves. */
export function useWallets(): readonly Wallet[] {
  const [wallets, setWallets] = useState<readonly Wallet[]>([])
  useEffect(() => {
    const add = (wallet: Wallet) =>
      setWallets((known) => [...known.filter(({ id }) => id !== wallet.id), wallet])
    return discoverWallets(add)
  }, [])
  // A wallet that introduces itself also stands in window.ethereum; it is offered once, under its own name.
  const named = wallets.filter(({ id }) => id !== 'injected')
  return named.length > 0 ? named : wallets
}
