interface MemoryDescriptor {
  readonly initial: number
  readonly maximum?: number
}

// The compiler's `dom` library is the only one that knows this global; a server needs no more of it than this.
declare const WebAssembly: { Memory: new (descriptor: MemoryDescriptor) => object }

const PAGES_PER_MIB = 16

/**
 * Lowers the largest memory that WebAssembly in this thread may grow to. A model of a few bytes can ask for gigabytes
 * when it runs; it then gets an error from the engine, and the process keeps its memory.
 *
 * Must be called before ONNX Runtime makes its memory, which is at the first session.
 */
export function capWasmMemory(limitMib: number): void {
  const limit = limitMib * PAGES_PER_MIB
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(descriptor: MemoryDescriptor) {
      super({ ...descriptor, maximum: Math.min(descriptor.maximum ?? limit, limit) })
    }
  }
}
