Attribute VB_Name = "ZpbPython"
' The bridge to Python as tests have it: what it is asked is kept. With the setting RUNNER, a
' program, the statement is written to a file and the program run, which does as Python would.
Option Explicit

Private said As String
Private asked As String
Public Failure As Long

Public Sub RunPython(ByVal code As String)
    Dim file As Integer
    asked = asked & code & vbLf
    If Failure <> 0 Then Err.Raise Failure, "Python", "Traceback (most recent call last)"
    If ZpbSetting("RUNNER") = "" Then Exit Sub
    file = FreeFile
    Open ZpbUserFolder() & "/code.txt" For Output As #file
    Print #file, code
    Close #file
    Shell ZpbSetting("RUNNER"), 2
    WaitFor ZpbUserFolder() & "/done.txt"
End Sub

' LibreOffice listens to others only while a macro waits.
Private Sub WaitFor(ByVal path As String)
    Dim count As Long
    Do Until ZpbFileExists(path) Or count > 1000
        Wait 20
        count = count + 1
    Loop
    Kill path
End Sub

Public Function XLPy() As Object
End Function

Public Sub KillPy()
    asked = asked & "KillPy" & vbLf
End Sub

Public Sub ZpbShow(ByVal text As String)
    said = said & text & vbLf
End Sub

Public Function ZpbConfirm(ByVal text As String) As Boolean
    ZpbShow text
    ZpbConfirm = True
End Function

' What the user was told since the last time.
Public Function ZpbSaid() As String
    ZpbSaid = said
    said = ""
End Function

' What Python was asked since the last time.
Public Function ZpbAsked() As String
    ZpbAsked = asked
    asked = ""
End Function
