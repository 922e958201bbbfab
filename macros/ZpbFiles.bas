Attribute VB_Name = "ZpbFiles"
'@Folder("Zpb.Base")
'@ModuleDescription("Paths and files, with nothing but what the language itself offers.")
'
' What cannot be looked at or read is as if it were not there; nothing here raises.
'   ZpbExpanded      a path with %NAME% replaced
'   ZpbFileExists    whether a path names a file
'   ZpbParentFolder  the folder that something stands in
'   ZpbReadWide      the text of a UTF-16 file
Option Explicit
Option Private Module

' A path with the environment's values in the place of %NAME%, as in %LOCALAPPDATA%.
Public Function ZpbExpanded(ByVal path As String) As String
    Dim parts() As String, at As Long
    parts = Split(path, "%")
    For at = 1 To UBound(parts) Step 2
        If at < UBound(parts) Then parts(at) = Environ(parts(at)) Else parts(at) = "%" & parts(at)
    Next
    ZpbExpanded = Join(parts, "")
End Function

' Whether a path names a file. False where it cannot be looked at.
Public Function ZpbFileExists(ByVal path As String) As Boolean
    If path = "" Then Exit Function
    On Error Resume Next
    ZpbFileExists = (GetAttr(path) And vbDirectory) = 0
    On Error GoTo 0
End Function

' The folder that a file or a folder stands in, without a separator at its end.
Public Function ZpbParentFolder(ByVal path As String) As String
    Dim at As Long
    at = InStrRev(path, Application.PathSeparator)
    If at > 0 Then ZpbParentFolder = Left$(path, at - 1)
End Function

' The text of a file in UTF-16, little-endian, its line ends as line feeds; "" if unreadable.
Public Function ZpbReadWide(ByVal path As String) As String
    Dim bytes() As Byte, at As Long
    If Not LoadBytes(path, bytes) Then Exit Function
    For at = 0 To UBound(bytes) - 1 Step 2
        ZpbReadWide = ZpbReadWide & ChrW(bytes(at) + 256& * bytes(at + 1))
    Next
    ZpbReadWide = Replace(ZpbReadWide, vbCr, "")
End Function

' A writer may be replacing the file just now: then there is nothing this time.
Private Function LoadBytes(ByVal path As String, ByRef bytes() As Byte) As Boolean
    Dim file As Integer, isOpen As Boolean
    On Error GoTo failed
    file = FreeFile
    Open path For Binary Access Read As #file
    isOpen = True
    If LOF(file) > 0 Then
        ReDim bytes(0 To LOF(file) - 1)
        Get #file, , bytes
        LoadBytes = True
    End If
failed:
    If isOpen Then Close #file
End Function
