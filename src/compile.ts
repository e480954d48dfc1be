/*
 * Loads everything that the service runs, so that Node keeps it compiled in the folder of NODE_COMPILE_CACHE, which
 * has to belong to the user who runs the service. A process that has to strip types itself starts more slowly and
 * never gives back the 20 MB of the stripper.
 */
await import('./main.ts')
await import('./judge/refit-worker.ts')
