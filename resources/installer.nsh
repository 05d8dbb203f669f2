; Beside what electron-builder's installer does by itself (electron-builder.config.ts).
;
; Lists of targets often are text files: "Open with" offers Batchdeck for them, and whatever opens them by default goes on
; doing so. Links (batchdeck://) work from the installation on, and nothing of either is left after the app was removed.
!macro customInstall
  WriteRegNone SHELL_CONTEXT "Software\Classes\.txt\OpenWithProgids" "Batchdeck.targets"
  WriteRegNone SHELL_CONTEXT "Software\Classes\.csv\OpenWithProgids" "Batchdeck.targets"
  WriteRegNone SHELL_CONTEXT "Software\Classes\.jsonl\OpenWithProgids" "Batchdeck.targets"
  WriteRegStr SHELL_CONTEXT "Software\Classes\batchdeck" "" "URL:Batchdeck"
  WriteRegStr SHELL_CONTEXT "Software\Classes\batchdeck" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\batchdeck\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.txt\OpenWithProgids" "Batchdeck.targets"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.csv\OpenWithProgids" "Batchdeck.targets"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.jsonl\OpenWithProgids" "Batchdeck.targets"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\batchdeck"
!macroend
