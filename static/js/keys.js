// What only a script can do is shown once there is one.
for (const button of document.querySelectorAll('button[data-script-only]')) {
  button.hidden = false
}
