Attribute VB_Name = "ZpbHost"
'@Folder("Zpb.Host")
'@ModuleDescription("What Python asks of Excel that xlwings does not offer.")
'
' Called by zipingbiao.excel.excel_host through Application.Run, so every function gives an answer
' and never raises: an unhandled error would stop Excel with the editor's own dialog. A refusal
' is a text that begins with "!": the number of the error, a blank, its description.
' The module is private lest Excel offer these functions for cells; Run finds them all the same.
Option Explicit
Option Private Module

Private Const PICK_FILES As Long = 3
Private Const PICK_FOLDER As Long = 4
Private Const LINE_OF_TEXT As Long = 2
Private Const PAPER_A4 As Long = 9
Private Const ACROSS As Long = 2
' Excel ignores a password where the sheet has none, and asks the user where it is left out.
Private Const NO_PASSWORD As String = "zipingbiao"

' Write the book as it stands to a file; the book itself stays what it is.
Public Function ZpbSaveCopy(ByVal bookName As String, ByVal path As String) As Variant
    On Error GoTo failed
    Workbooks(bookName).SaveCopyAs path
    ZpbSaveCopy = ""
    Exit Function
failed:
    ZpbSaveCopy = Refusal()
End Function

' Whether a book has no unsaved changes.
Public Function ZpbIsSaved(ByVal bookName As String) As Variant
    On Error GoTo failed
    ZpbIsSaved = Workbooks(bookName).Saved
    Exit Function
failed:
    ZpbIsSaved = Refusal()
End Function

' Say whether a book has unsaved changes.
Public Function ZpbSetSaved(ByVal bookName As String, ByVal saved As Boolean) As Variant
    On Error GoTo failed
    Workbooks(bookName).Saved = saved
    ZpbSetSaved = ""
    Exit Function
failed:
    ZpbSetSaved = Refusal()
End Function

' Whether a book was opened read-only.
Public Function ZpbIsReadOnly(ByVal bookName As String) As Variant
    On Error GoTo failed
    ZpbIsReadOnly = Workbooks(bookName).ReadOnly
    Exit Function
failed:
    ZpbIsReadOnly = Refusal()
End Function

' Whether the structure of a book is protected, so that no sheet can be added.
Public Function ZpbIsLocked(ByVal bookName As String) As Variant
    On Error GoTo failed
    ZpbIsLocked = Workbooks(bookName).ProtectStructure
    Exit Function
failed:
    ZpbIsLocked = Refusal()
End Function

' Take the protection off a sheet; gives what ZpbLock needs to put it back, "" if it had none.
Public Function ZpbUnlock(ByVal bookName As String, ByVal sheetName As String) As Variant
    Dim sheet As Object, token As String
    On Error GoTo failed
    Set sheet = Workbooks(bookName).Sheets(sheetName)
    If IsProtected(sheet) Then
        token = ProtectionToken(sheet)
        sheet.Unprotect NO_PASSWORD
        If IsProtected(sheet) Then Err.Raise 1004
    End If
    ZpbUnlock = token
    Exit Function
failed:
    ZpbUnlock = Refusal()
End Function

' Protect a sheet again just as it was.
Public Function ZpbLock( _
    ByVal bookName As String, ByVal sheetName As String, ByVal token As String) As Variant
    On Error GoTo failed
    If token <> "" Then ProtectAgain Workbooks(bookName).Sheets(sheetName), token
    ZpbLock = ""
    Exit Function
failed:
    ZpbLock = Refusal()
End Function

' Let a sheet print as wide as a page, A4 across, one row repeated on each page.
Public Function ZpbFitPage( _
    ByVal bookName As String, ByVal sheetName As String, ByVal head As Long) As Variant
    On Error GoTo failed
    With Workbooks(bookName).Sheets(sheetName).PageSetup
        .Orientation = ACROSS
        .PaperSize = PAPER_A4
        .Zoom = False
        .FitToPagesWide = 1
        .FitToPagesTall = False
        .PrintTitleRows = "$" & head & ":$" & head
        .CenterFooter = ZpbText("page")
    End With
    ZpbFitPage = ""
    Exit Function
failed:
    ZpbFitPage = Refusal()
End Function

' Let the user choose a folder, beginning with start; "" where they cancel.
Public Function ZpbPickFolder(ByVal title As String, ByVal start As String) As Variant
    On Error GoTo failed
    ZpbPickFolder = ""
    With Application.FileDialog(PICK_FOLDER)
        .Title = title
        If start <> "" Then .InitialFileName = start & Application.PathSeparator
        If .Show Then ZpbPickFolder = .SelectedItems(1)
    End With
    Exit Function
failed:
    ZpbPickFolder = Refusal()
End Function

' Let the user choose workbooks, one a line; "" where they cancel.
Public Function ZpbPickFiles(ByVal title As String) As Variant
    Dim path As Variant, paths As String
    On Error GoTo failed
    With Application.FileDialog(PICK_FILES)
        .Title = title
        .AllowMultiSelect = True
        .Filters.Clear
        .Filters.Add ZpbText("workbooks"), "*.xlsx;*.xlsm;*.xlsb;*.xls;*.xltx;*.xltm;*.et;*.ods"
        If .Show Then
            For Each path In .SelectedItems
                paths = paths & IIf(paths = "", "", vbLf) & path
            Next
        End If
    End With
    ZpbPickFiles = paths
    Exit Function
failed:
    ZpbPickFiles = Refusal()
End Function

' Let the user choose one file whose name is like one of the patterns; "" where they cancel.
Public Function ZpbPickFile(ByVal title As String, ByVal patterns As String) As Variant
    On Error GoTo failed
    ZpbPickFile = ""
    With Application.FileDialog(PICK_FILES)
        .Title = title
        .AllowMultiSelect = False
        .Filters.Clear
        .Filters.Add patterns, patterns
        If .Show Then ZpbPickFile = .SelectedItems(1)
    End With
    Exit Function
failed:
    ZpbPickFile = Refusal()
End Function

' Let the user type a line, which may be blank; False where they cancel.
Public Function ZpbAskLine(ByVal title As String, ByVal prompt As String) As Variant
    On Error GoTo failed
    ZpbAskLine = Application.InputBox(prompt, title, "", , , , , LINE_OF_TEXT)
    Exit Function
failed:
    ZpbAskLine = Refusal()
End Function

' Let the user say where to save, name being proposed; "" where they cancel.
Public Function ZpbPickTarget(ByVal title As String, ByVal name As String) As Variant
    Dim path As Variant, ending As String, kinds As String
    On Error GoTo failed
    ZpbPickTarget = ""
    ending = Mid$(name, InStrRev(name, "."))
    kinds = ZpbTextWith("files", ending) & ",*" & ending
    path = Application.GetSaveAsFilename(name, kinds, 1, title)
    If VarType(path) <> vbString Then Exit Function
    If ZpbFileExists(path) Then
        If Not ZpbConfirm(ZpbTextWith("replace", path)) Then Exit Function
    End If
    ZpbPickTarget = path
    Exit Function
failed:
    ZpbPickTarget = Refusal()
End Function

' Show the progress of a job in the status bar; at its end the command "finish" runs.
Public Function ZpbWatchJob(ByVal job As String) As Variant
    On Error GoTo failed
    ZpbBeginWatching job
    ZpbWatchJob = ""
    Exit Function
failed:
    ZpbWatchJob = Refusal()
End Function

Private Function Refusal() As String
    Refusal = "!" & Err.number & " " & Err.description
End Function

Private Function IsProtected(ByVal sheet As Object) As Boolean
    IsProtected = sheet.ProtectContents Or sheet.ProtectDrawingObjects Or sheet.ProtectScenarios
End Function

' What is protected (4 digits), what is allowed nevertheless (11), what can be selected.
Private Function ProtectionToken(ByVal sheet As Object) As String
    ProtectionToken = Digits(sheet.ProtectDrawingObjects, sheet.ProtectContents, _
        sheet.ProtectScenarios, sheet.ProtectionMode)
    With sheet.Protection
        ProtectionToken = ProtectionToken & Digits(.AllowFormattingCells, _
            .AllowFormattingColumns, .AllowFormattingRows, .AllowInsertingColumns, _
            .AllowInsertingRows, .AllowInsertingHyperlinks, .AllowDeletingColumns, _
            .AllowDeletingRows, .AllowSorting, .AllowFiltering, .AllowUsingPivotTables)
    End With
    ProtectionToken = ProtectionToken & CStr(sheet.EnableSelection)
End Function

Private Function Digits(ParamArray values() As Variant) As String
    Dim value As Variant
    For Each value In values
        Digits = Digits & IIf(value, "1", "0")
    Next
End Function

Private Sub ProtectAgain(ByVal sheet As Object, ByVal token As String)
    sheet.Protect DrawingObjects:=IsSet(token, 1), Contents:=IsSet(token, 2), _
        Scenarios:=IsSet(token, 3), UserInterfaceOnly:=IsSet(token, 4), _
        AllowFormattingCells:=IsSet(token, 5), AllowFormattingColumns:=IsSet(token, 6), _
        AllowFormattingRows:=IsSet(token, 7), AllowInsertingColumns:=IsSet(token, 8), _
        AllowInsertingRows:=IsSet(token, 9), AllowInsertingHyperlinks:=IsSet(token, 10), _
        AllowDeletingColumns:=IsSet(token, 11), AllowDeletingRows:=IsSet(token, 12), _
        AllowSorting:=IsSet(token, 13), AllowFiltering:=IsSet(token, 14), _
        AllowUsingPivotTables:=IsSet(token, 15)
    sheet.EnableSelection = CLng(Mid$(token, 16))
End Sub

Private Function IsSet(ByVal token As String, ByVal at As Long) As Boolean
    IsSet = Mid$(token, at, 1) = "1"
End Function
