export * from './golden-proof.ts'
export * from './inference-engine.ts'
export * from './interpret.ts'
export * from './model-session.ts'
