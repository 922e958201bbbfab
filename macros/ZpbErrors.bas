Attribute VB_Name = "ZpbErrors"
'@Folder("Zpb.Base")
'@ModuleDescription("What goes wrong in VBA: numbers, sentences, the log.")
'
' Number  Name              Meaning                              What the user can do
' 7101    ZpbNoInterpreter  the Python of the setting is gone    zpb addin doctor, install again
' 7102    ZpbNoLibrary      the DLL of xlwings is not beside it  zpb addin doctor, install again
' 7103    ZpbNoServer       Python did not start or answer       try again, see the log
' Their descriptions are whole Chinese sentences; those of all other errors go to the log.
Option Explicit
Option Private Module

Public Enum ZpbErrorNumber
    ZpbNoInterpreter = 7101
    ZpbNoLibrary = 7102
    ZpbNoServer = 7103
End Enum

' Raise one of the errors above with its sentence.
Public Sub ZpbRaise(ByVal number As Long, ByVal key As String, ByVal detail As String)
    Err.Raise number, "zipingbiao", ZpbTextWith(key, detail)
End Sub

' The sentence for an error: its own if it is one of ours, else one that names the log.
Public Function ZpbSentence(ByVal number As Long, ByVal description As String) As String
    If number >= ZpbNoInterpreter And number <= ZpbNoServer Then
        ZpbSentence = description
    Else
        ZpbSentence = ZpbTextWith("failed", ZpbLogPath())
    End If
End Function

' Put an error into the log and tell the user.
Public Sub ZpbTell(ByVal number As Long, ByVal description As String)
    ZpbLog number & " " & description
    ZpbShow ZpbSentence(number, description)
End Sub

' Add a line to the log. A log that cannot be written must not hide the error itself.
Public Sub ZpbLog(ByVal text As String)
    Dim file As Integer
    If ZpbUserFolder() = "" Then Exit Sub
    On Error Resume Next
    MkDir ZpbUserFolder()
    MkDir ZpbParentFolder(ZpbLogPath())
    file = FreeFile
    Open ZpbLogPath() For Append As #file
    Print #file, Format$(Now, "yyyy-mm-dd hh:mm:ss") & " " & text
    Close #file
    On Error GoTo 0
End Sub

' The log of the VBA side, beside the one of Python.
Public Function ZpbLogPath() As String
    Dim between As String
    between = Application.PathSeparator
    ZpbLogPath = ZpbUserFolder() & between & "log" & between & "vba.log"
End Function
