Attribute VB_Name = "ZpbReenter"
'@Folder("Zpb.Functions")
'@ModuleDescription("Formulas of books from elsewhere that call ZPB_ functions, entered again.")
'
' A book that was made by another program, or on a computer where the add-in lay elsewhere, does
' not know these functions until its formulas are entered once more. Only formulas that need it
' are touched; arrays, sheets protected by a password and the books of add-ins are left alone.
' Whether the book is saved stays as it was.
'   ZpbReenterBook   see to a book
'   ZpbPlainFormula  a formula that names nothing before a ZPB_ function
Option Explicit
Option Private Module

Private Const MARK As String = "ZPB_"
Private Const EXTENSION As String = "ZIPINGBIAO.FUNCTIONS."
' A form is small. What lies beyond is not looked at, so that large books open as fast as before.
Private Const MOST_ROWS As Long = 2000
Private Const MOST_COLUMNS As Long = 100

' Enter again what needs it in a book. Without Python nothing is: the values stay as they are.
Public Sub ZpbReenterBook(ByVal book As Workbook)
    Dim state As ZpbState, saved As Boolean
    If IsAddin(book) Or ZpbInterpreter() = "" Then Exit Sub
    saved = book.Saved
    Set state = New ZpbState
    ReenterSheets book, state
    state.Restore
    book.Saved = saved
End Sub

' The formula without the file names before ZPB_ functions: 'C:\x\old.xlam'!ZPB_RATE(A1,B1), and
' without the name of the extension, with which LibreOffice's own copies are written.
Public Function ZpbPlainFormula(ByVal formula As String) As String
    Dim at As Long, first As Long
    formula = Replace(formula, EXTENSION & MARK, MARK, 1, -1, vbTextCompare)
    at = InStr(1, formula, "!" & MARK, vbTextCompare)
    Do While at > 0
        first = at
        If Not IsInText(formula, at) Then
            first = FileStart(formula, at)
            formula = Left$(formula, first - 1) & Mid$(formula, at + 1)
        End If
        at = InStr(first + 1, formula, "!" & MARK, vbTextCompare)
    Loop
    ZpbPlainFormula = formula
End Function

Private Sub ReenterSheets(ByVal book As Workbook, ByVal state As ZpbState)
    Dim sheet As Worksheet, cells As Collection, all As Boolean
    On Error GoTo failed
    all = WasComputedElsewhere(book)
    For Each sheet In book.Worksheets
        Set cells = CellsToReenter(sheet, all)
        If cells.Count > 0 Then
            state.Quiet
            ReenterCells book.Name, sheet.Name, cells
        End If
    Next
    Exit Sub
failed:
    ZpbLog Err.number & " " & Err.description
End Sub

Private Sub ReenterCells(ByVal bookName As String, ByVal sheetName As String, _
        ByVal cells As Collection)
    Dim cell As Range, token As String
    token = ZpbUnlock(bookName, sheetName)
    If Left$(token, 1) = "!" Then Exit Sub
    For Each cell In cells
        ReenterCell cell
    Next
    ZpbLock bookName, sheetName, token
End Sub

' In a cell whose format is text a formula would become text; in one without a format Excel would
' choose one.
Private Sub ReenterCell(ByVal cell As Range)
    Dim shown As String
    On Error GoTo failed
    shown = cell.NumberFormat
    If shown = "@" Then cell.NumberFormat = "General"
    cell.Formula = ZpbPlainFormula(cell.Formula)
    If cell.NumberFormat <> shown Then cell.NumberFormat = shown
    Exit Sub
failed:
    ZpbLog Err.number & " " & Err.description
End Sub

Private Function CellsToReenter(ByVal sheet As Worksheet, ByVal all As Boolean) As Collection
    Dim found As Collection, area As Range, formulas As Variant, row As Long, column As Long
    Set found = New Collection
    Set area = ReadArea(sheet)
    formulas = area.Formula
    For row = 1 To UBound(formulas, 1)
        For column = 1 To UBound(formulas, 2)
            If CallsUs(formulas(row, column)) Then
                If NeedsIt(area.Cells(row, column), all) Then found.Add area.Cells(row, column)
            End If
        Next
    Next
    Set CellsToReenter = found
End Function

' The used area, cut to what is looked at, and one column more so that it is never a single cell.
Private Function ReadArea(ByVal sheet As Worksheet) As Range
    Dim rows As Long, columns As Long
    With sheet.UsedRange
        rows = .Row + .Rows.Count - 1
        columns = .Column + .Columns.Count
    End With
    If rows > MOST_ROWS Then rows = MOST_ROWS
    If columns > MOST_COLUMNS Then columns = MOST_COLUMNS
    Set ReadArea = sheet.Range(sheet.Cells(1, 1), sheet.Cells(rows, columns))
End Function

Private Function CallsUs(ByVal formula As Variant) As Boolean
    If VarType(formula) <> vbString Then Exit Function
    CallsUs = Left$(formula, 1) = "=" And InStr(1, formula, MARK, vbTextCompare) > 0
End Function

Private Function NeedsIt(ByVal cell As Range, ByVal all As Boolean) As Boolean
    If IsArrayPart(cell) Then Exit Function
    NeedsIt = all Or IsError(cell.Value) Or cell.Text = "#NAME?" _
        Or ZpbPlainFormula(cell.Formula) <> cell.Formula
End Function

Private Function IsAddin(ByVal book As Workbook) As Boolean
    On Error Resume Next
    IsAddin = book.IsAddin
    On Error GoTo 0
End Function

' Older versions of Excel know no spilling.
Private Function IsArrayPart(ByVal cell As Object) As Boolean
    On Error Resume Next
    IsArrayPart = cell.HasArray
    If Not IsArrayPart Then IsArrayPart = cell.HasSpill
    On Error GoTo 0
End Function

' Excel notes which version of it computed a book last; other programs note nothing, or another.
Private Function WasComputedElsewhere(ByVal book As Workbook) As Boolean
    On Error Resume Next
    WasComputedElsewhere = book.CalculationVersion <> Application.CalculationVersion
    On Error GoTo 0
End Function

' Whether a place lies within a text in quotation marks.
Private Function IsInText(ByVal formula As String, ByVal at As Long) As Boolean
    Dim before As String
    before = Left$(formula, at - 1)
    IsInText = (Len(before) - Len(Replace(before, """", ""))) Mod 2 = 1
End Function

' Where the name of a file begins that ends before the exclamation mark. Names with blanks stand
' in apostrophes, those within them being doubled.
Private Function FileStart(ByVal formula As String, ByVal mark As Long) As Long
    FileStart = mark
    If Mid$(formula, mark - 1, 1) <> "'" Then
        Do While FileStart > 1 And InStr("=(,;+-*/^&<>{ ", Mid$(formula, FileStart - 1, 1)) = 0
            FileStart = FileStart - 1
        Loop
        Exit Function
    End If
    FileStart = mark - 2
    Do While FileStart > 1
        If Mid$(formula, FileStart, 1) = "'" Then
            If Mid$(formula, FileStart - 1, 1) <> "'" Then Exit Do
            FileStart = FileStart - 1
        End If
        FileStart = FileStart - 1
    Loop
End Function
