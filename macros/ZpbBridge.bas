Attribute VB_Name = "ZpbBridge"
'@Folder("Zpb.Bridge")
'@ModuleDescription("The one way from a button to Python.")
'
' ZpbRun asks Python for a command of zipingbiao.excel.declaration and waits for its end. One
' command at a time; the state of the application is put back; what fails is told in Chinese.
'   ZpbRun            run a command
'   ZpbIsBusy         whether a command is running
'   ZpbCall           the Python statement for a command
'   ZpbServerCommand  the command line that starts Python
Option Explicit
Option Private Module

Private busy As Boolean

' Run a command; argument is what it is about, such as the id of a layout, or empty.
Public Sub ZpbRun(ByVal command As String, ByVal argument As String)
    If busy Then
        ZpbShow ZpbText("busy")
        Exit Sub
    End If
    busy = True
    RunGuarded ZpbCall(command, argument)
    busy = False
End Sub

' Whether a command is running now.
Public Function ZpbIsBusy() As Boolean
    ZpbIsBusy = busy
End Function

' The statement, pure ASCII whatever the argument.
Public Function ZpbCall(ByVal command As String, ByVal argument As String) As String
    ZpbCall = "from zipingbiao.excel.entry import run; run(" _
        & Quoted(command) & ", " & Quoted(argument) & ")"
End Function

' The line that starts the server. $(CLSID) is filled in by the DLL of xlwings. -P keeps the
' current folder, which may be full of a user's files, out of Python's search path.
Public Function ZpbServerCommand(ByVal interpreter As String) As String
    ZpbServerCommand = """" & interpreter & """ -P -c " _
        & """import xlwings; xlwings.serve('$(CLSID)')"""
End Function

Private Sub RunGuarded(ByVal code As String)
    Dim state As ZpbState, number As Long, description As String
    Set state = New ZpbState
    On Error GoTo failed
    Application.StatusBar = ZpbText("running")
    RunPython code
    state.Restore
    If CStr(Application.StatusBar) = ZpbText("running") Then Application.StatusBar = False
    Exit Sub
failed:
    number = Err.number
    description = Err.description
    state.Restore
    Application.StatusBar = False
    ZpbTell number, description
End Sub

' A Python text: letters and digits as they are, all else as \uXXXX or \UXXXXXXXX.
Private Function Quoted(ByVal text As String) As String
    Dim at As Long, code As Long
    at = 1
    Do While at <= Len(text)
        code = CodeUnit(text, at)
        If IsPair(text, at) Then
            Quoted = Quoted & "\U" & Right$("0000000" & Hex$(PairCode(text, at)), 8)
            at = at + 1
        ElseIf Mid$(text, at, 1) Like "[A-Za-z0-9]" Then
            Quoted = Quoted & Mid$(text, at, 1)
        Else
            Quoted = Quoted & "\u" & Right$("000" & Hex$(code), 4)
        End If
        at = at + 1
    Loop
    Quoted = "'" & Quoted & "'"
End Function

' The UTF-16 code unit at a place, never negative.
Private Function CodeUnit(ByVal text As String, ByVal at As Long) As Long
    CodeUnit = AscW(Mid$(text, at, 1)) And &HFFFF&
End Function

' Whether a character of two code units begins here.
Private Function IsPair(ByVal text As String, ByVal at As Long) As Boolean
    If at = Len(text) Then Exit Function
    IsPair = (CodeUnit(text, at) And &HFC00&) = &HD800& _
        And (CodeUnit(text, at + 1) And &HFC00&) = &HDC00&
End Function

Private Function PairCode(ByVal text As String, ByVal at As Long) As Long
    PairCode = &H10000 + (CodeUnit(text, at) And &H3FF&) * &H400& _
        + (CodeUnit(text, at + 1) And &H3FF&)
End Function
