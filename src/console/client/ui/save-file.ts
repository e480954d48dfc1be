/** Offers a text to be saved as a file. */
export function saveFile(name: string, type: string, text: string): void {
  const link = document.createElement('a')
  const url = URL.createObjectURL(new Blob([text], { type }))
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
