// Before the first picture: the theme that was chosen, where it is not the system's.
try {
  const theme = localStorage.getItem('batchdeck-theme')
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme
} catch {
  // Where nothing can be kept, the system's is shown.
}
