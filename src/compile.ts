/*
 * Loads all that the service runs, so that Node keeps it compiled in the folder of NODE_COMPILE_CACHE, which is of
 * the user who runs this. A service that has to strip the types itself starts more slowly, and holds for good the
 * twenty megabytes of what strips them.
 */
await import('./main.ts')
await import('./judge/refit-worker.ts')
