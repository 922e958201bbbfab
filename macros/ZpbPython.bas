Attribute VB_Name = "ZpbPython"
'@Folder("Zpb.Bridge")
'@ModuleDescription("Python as a COM server through the DLL of xlwings, and Windows' message box.")
'
' Windows, Excel 2010 or newer, 32 or 64 bits. The only module with Declare statements.
' The DLL comes with xlwings 0.37.8 (BSD) and starts Python as a process of its own, which ends
' with Excel. It keeps one process for each command line: ours never changes, so there is one.
'   XLPy        the server's object, started where it does not run
'   RunPython   run a statement on it, the workbook in front being the caller's
'   KillPy      end it
'   ZpbShow     tell the user something
'   ZpbConfirm  ask the user yes or no
Option Explicit
Option Private Module

#If Win64 Then
Private Const LIBRARY As String = "xlwings64-0.37.8.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" ( _
    ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#Else
Private Const LIBRARY As String = "xlwings32-0.37.8.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" ( _
    ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#End If
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
Private Declare PtrSafe Function MessageBoxW Lib "user32" ( _
    ByVal owner As LongPtr, ByVal text As LongPtr, ByVal title As LongPtr, _
    ByVal style As Long) As Long

Private Const START_SERVER As Long = 1
Private Const END_SERVER As Long = -1

Private serverCommand As String

' The server. Raises ZpbNoInterpreter, ZpbNoLibrary or ZpbNoServer.
Public Function XLPy() As Object
    Dim result As Variant
    Prepare
    If XLPyDLLActivateAuto(result, serverCommand, START_SERVER) <> 0 Then
        ZpbLog CStr(result)
        ZpbRaise ZpbNoServer, "no_server", ZpbLogPath()
    End If
    Set XLPy = result
End Function

' Run a Python statement. The book in front is what xw.Book.caller() gives. While none is open,
' xlwings cannot find Excel, so Excel itself is handed over, too; and taken back, as Excel does not
' end while another process holds on to it.
Public Sub RunPython(ByVal code As String)
    Dim python As Object
    Set python = XLPy()
    HandOver python, ActiveWorkbook, Application
    python.Exec code
    HandOver python, Nothing, Nothing
End Sub

' End the server, if it was started.
Public Sub KillPy()
    Dim unused As Variant
    If serverCommand = "" Then Exit Sub
    If XLPyDLLActivateAuto(unused, serverCommand, END_SERVER) <> 0 Then ZpbLog CStr(unused)
    serverCommand = ""
End Sub

' Tell the user something.
Public Sub ZpbShow(ByVal text As String)
    ShowBox text, vbExclamation
End Sub

' Ask the user; True for yes.
Public Function ZpbConfirm(ByVal text As String) As Boolean
    ZpbConfirm = ShowBox(text, vbQuestion Or vbYesNo) = vbYes
End Function

' MsgBox would turn what the code page of the computer lacks into question marks.
Private Function ShowBox(ByVal text As String, ByVal style As Long) As Long
    Dim title As String
    title = ZpbText("title")
    ShowBox = MessageBoxW(Application.Hwnd, StrPtr(text), StrPtr(title), style)
End Function

Private Sub HandOver(ByVal python As Object, ByVal book As Object, ByVal program As Object)
    Dim host As Object
    Set host = python.Module("zipingbiao.excel.excel_host")
    python.SetAttr python.Module("xlwings._xlwindows"), "BOOK_CALLER", book
    python.SetAttr host, "application", program
    python.SetAttr host, "addin", ThisWorkbook.Name
End Sub

' Find Python and load the DLL, once.
Private Sub Prepare()
    Dim interpreter As String
    If serverCommand <> "" Then Exit Sub
    interpreter = ZpbInterpreter()
    If interpreter = "" Then ZpbRaise ZpbNoInterpreter, "no_interpreter", ZpbSetting("INTERPRETER")
    If Not IsLoaded(interpreter) Then
        ZpbRaise ZpbNoLibrary, "no_library", LibraryIn(ZpbParentFolder(interpreter))
    End If
    serverCommand = ZpbServerCommand(interpreter)
End Sub

' The DLL lies where the installer found it, beside python.exe, or above that (a virtual
' environment).
Private Function IsLoaded(ByVal interpreter As String) As Boolean
    Dim folder As Variant, path As String
    For Each folder In Array(ZpbExpanded(ZpbSetting("LIBRARY_FOLDER")), _
            ZpbParentFolder(interpreter), ZpbParentFolder(ZpbParentFolder(interpreter)))
        path = LibraryIn(folder)
        If ZpbFileExists(path) Then IsLoaded = LoadLibraryW(StrPtr(path)) <> 0
        If IsLoaded Then Exit Function
    Next
End Function

Private Function LibraryIn(ByVal folder As String) As String
    LibraryIn = folder & Application.PathSeparator & LIBRARY
End Function
