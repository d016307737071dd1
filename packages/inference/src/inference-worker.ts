import { parentPort, workerData } from 'node:worker_threads'
import { proveGoldenRows } from './golden-proof.ts'
import { ModelSession } from './model-session.ts'
import { capWasmMemory } from './wasm-memory.ts'
import { LOADING, type RunRequest, toFailure, type WorkerReport, type WorkerTask } from './worker-messages.ts'

// The thread in which one release lives: loads it, proves it, then answers requests until the
// engine ends the thread.

const report = (message: WorkerReport) => parentPort?.postMessage(message)

async function loadSession(task: WorkerTask): Promise<ModelSession> {
  capWasmMemory(task.memoryLimitMib)
  const session = await ModelSession.load(task.model, task.signature)
  await proveGoldenRows(session, task.golden)
  return session
}

async function answer(session: ModelSession, { id, rows }: RunRequest): Promise<void> {
  try {
    report({ id, outputs: await session.run(rows) })
  } catch (error) {
    report({ id, failure: toFailure(error) })
  }
}

try {
  const session = await loadSession(workerData as WorkerTask)
  parentPort?.on('message', (request: RunRequest) => void answer(session, request))
  report({ id: LOADING, outputs: {} })
} catch (error) {
  report({ id: LOADING, failure: toFailure(error) })
}
