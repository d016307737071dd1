import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { openQueryClient } from './app/query-client.ts'
import { appRouter } from './app/router.tsx'
import './style.css'

// The content security policy forbids the compiled parsers that zod would try for.
z.config({ jitless: true })

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={openQueryClient()}>
        <RouterProvider router={appRouter} />
      </QueryClientProvider>
    </StrictMode>,
  )
