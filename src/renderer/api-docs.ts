// The API document to read and to try, at /api/docs; a page of its own, so that the console does not carry it.
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import 'rapidoc'

const isDark = matchMedia('(prefers-color-scheme: dark)').matches
const isNarrow = matchMedia('(width < 768px)').matches
const page = document.createElement('rapi-doc')
for (const [name, value] of Object.entries({
  // Beside this page, under whatever path a proxy shows it.
  'spec-url': 'api/openapi.json',
  // Nothing is fetched from elsewhere.
  'load-fonts': 'false',
  'regular-font': "'Inter Variable', sans-serif",
  'mono-font': "'JetBrains Mono Variable', monospace",
  theme: isDark ? 'dark' : 'light',
  'bg-color': isDark ? '#0E1116' : '#FFFFFF',
  'text-color': isDark ? '#E6EAF0' : '#1A2029',
  'primary-color': isDark ? '#6C9BF5' : '#2563EB',
  // One operation at a time: all of them with their schemas are half a million elements, and take many seconds. A phone has no
  // room for the list beside it, and gets one whose entries unfold.
  'render-style': isNarrow ? 'view' : 'focused',
  'schema-style': 'table',
  'show-header': 'false',
  'allow-server-selection': 'false',
  'show-method-in-nav-bar': 'as-colored-text',
  'use-path-in-nav-bar': 'true',
})) {
  page.setAttribute(name, value)
}
document.body.append(page)
