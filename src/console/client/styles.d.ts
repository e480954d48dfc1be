/** Style sheets are bundled beside the script, not imported by it. */
declare module '*.css'
