/** A face drawn here from the name alone: nobody else is asked for it. White letters have a contrast of 4.5 on it. */
export function Avatar({ name, color }: { readonly name: string; readonly color?: string | undefined }) {
  const letters = name
    .trim()
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
  let hue = 0
  for (const char of name) hue = (hue * 31 + (char.codePointAt(0) ?? 0)) % 360
  return (
    <svg class="avatar" part="avatar" viewBox="0 0 40 40" aria-hidden="true">
      <circle cx="20" cy="20" r="20" fill={color ?? `hsl(${hue} 28% 34%)`} />
      <text x="20" y="20" dy=".36em" text-anchor="middle" fill="#fff">
        {letters[0]?.toUpperCase()}
        {letters.length > 1 && letters.at(-1)?.toUpperCase()}
      </text>
    </svg>
  )
}
