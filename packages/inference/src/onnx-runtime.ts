import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import * as onnx from 'onnxruntime-web/wasm'

let configured: Promise<typeof onnx> | undefined

/**
 * ONNX Runtime in the `exact` profile: WebAssembly, one thread, no proxy, the engine's bytes read from the installed
 * package. The same model and input give the same bits on every machine. Loaded once per thread.
 */
export function loadOnnxRuntime(): Promise<typeof onnx> {
  configured ??= configure()
  return configured
}

async function configure(): Promise<typeof onnx> {
  const wasm = await readFile(
    createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
  )
  onnx.env.wasm.numThreads = 1
  onnx.env.wasm.proxy = false
  onnx.env.wasm.wasmBinary = wasm
  return onnx
}
