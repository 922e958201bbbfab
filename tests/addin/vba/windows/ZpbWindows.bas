Attribute VB_Name = "ZpbWindows"
' What ZpbPython declares of Windows' libraries, as tests have it.
Option Explicit

Private said As String
Private pressed As Long
Public Server As ZpbServer
Public Failure As Long

' The DLL of xlwings: one server for one command line; it fails where Failure is set.
Public Function XLPyDLLActivateAuto(ByRef result As Variant, ByVal command As String, _
        ByVal mode As Long) As Long
    If Server Is Nothing Then Set Server = New ZpbServer
    Server.Note mode & " " & command
    If Failure <> 0 Then
        result = "Python process exited"
        XLPyDLLActivateAuto = Failure
    ElseIf mode = 1 Then
        Set result = Server
    End If
End Function

Public Function LoadLibraryW(ByVal path As String) As Long
    LoadLibraryW = 1
End Function

Public Function MessageBoxW(ByVal owner As Long, ByVal text As String, ByVal title As String, _
        ByVal style As Long) As Long
    said = said & title & ": " & text & vbLf
    MessageBoxW = pressed
End Function

' A text stands for its own address.
Public Function StrPtr(ByVal text As String) As String
    StrPtr = text
End Function

' What the server was asked, then what the user was told.
Private Function AskedAndSaid() As String
    If Not Server Is Nothing Then AskedAndSaid = Server.Notes
    AskedAndSaid = AskedAndSaid & said
End Function

' A button, twice, and the end.
Public Function ProbeServer() As String
    ZpbOnCheck Nothing
    ZpbOnHelp Nothing
    KillPy
    KillPy
    ProbeServer = AskedAndSaid()
End Function

' A button where Python does not start.
Public Function ProbeBroken() As String
    Failure = 1
    ZpbOnCheck Nothing
    ProbeBroken = AskedAndSaid()
End Function

' A worksheet function, and what the cell shows where there is no Python.
Public Function ProbeFunction() As String
    ProbeFunction = ZPB_RATE(151.2, 176.45)
    Failure = 1
    ProbeFunction = ProbeFunction & vbLf & ZPB_RATE(151.2, 176.45)
    Failure = 0
    ProbeFunction = ProbeFunction & vbLf & ZPB_TOTAL(1, 2, 3) & vbLf & ZPB_TOTAL()
End Function

' What a question gives for yes and for no.
Public Function ProbeConfirm() As String
    pressed = vbYes
    ProbeConfirm = ZpbConfirm("?")
    pressed = vbNo
    ProbeConfirm = ProbeConfirm & ZpbConfirm("?") & vbLf & said
End Function
