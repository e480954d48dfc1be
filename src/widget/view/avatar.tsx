/**
 * An avatar drawn here from the name alone, without asking any third party. White letters have a contrast of 4.5 on
 * it.
 */
export function Avatar({ name, color }: { readonly name: string; readonly color?: string | undefined }) {
  const [first = '', ...others] = name.match(/(?<!\S)\S/gu) ?? []
  let hue = 0
  for (const char of name) hue = (hue * 31 + (char.codePointAt(0) ?? 0)) % 360
  return (
    <span
      class="avatar"
      part="avatar"
      aria-hidden="true"
      style={{ background: color ?? `hsl(${hue} 28% 34%)` }}
    >
      {(first + (others.at(-1) ?? '')).toUpperCase()}
    </span>
  )
}
