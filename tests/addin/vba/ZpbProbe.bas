Attribute VB_Name = "ZpbProbe"
' What tests run: scripts hand over nothing but texts, and know of no objects of VBA.
Option Explicit

Private told As String

' The state of the application as one text.
Private Function StateNow() As String
    StateNow = Application.ScreenUpdating & " " & Application.EnableEvents & " " _
        & Application.DisplayAlerts & " " & Application.Calculation
End Function

' The state before, within and after a quiet block that ends by itself.
Public Function ProbeState() As String
    ProbeState = StateNow()
    QuietBlock
    ProbeState = ProbeState & "/" & told & "/" & StateNow()
End Function

Private Sub QuietBlock()
    Dim state As ZpbState
    Set state = New ZpbState
    state.Quiet
    told = StateNow()
End Sub

' What is told, asked and left behind where Python fails with an error.
Public Function ProbeFailure() As String
    Failure = 1000
    ZpbRun "check", ""
    Failure = 0
    ProbeFailure = ZpbSaid() & StateNow() & " " & ZpbIsBusy()
End Function

' The same where the error is one of ours.
Public Function ProbeOwnFailure() As String
    ZpbTell ZpbNoLibrary, ZpbTextWith("no_library", "C:\x.dll")
    ProbeOwnFailure = ZpbSaid()
End Function

' A button of the ribbon, and a gallery's item.
Public Function ProbeButtons() As String
    ZpbOnCheck Nothing
    ZpbOnNew Nothing, "layout.national-project", 2
    ProbeButtons = ZpbAsked()
End Function

' A button while a book is in front: what its first cell holds, its sheets, how many rows the last
' one has, what was told, the state of the application.
Public Function ProbeButtonOn(ByVal path As String) As String
    Dim book As Object, sheet As Object, listed As String
    Set book = Workbooks.Open(path)
    ZpbOnCheck Nothing
    For Each sheet In book.Worksheets
        listed = listed & sheet.Name & " "
    Next
    ProbeButtonOn = book.Worksheets(1).Range("A1").Value & vbLf & listed & vbLf _
        & book.Worksheets(book.Worksheets.Count).UsedRange.Rows.Count & vbLf _
        & ZpbSaid() & vbLf & StateNow()
    book.Close False
End Function

' A setting while a book is in front that has a sheet of settings of its own.
Public Function ProbeForeignSettings(ByVal path As String) As String
    Dim book As Object
    Set book = Workbooks.Open(path)
    book.Activate
    ProbeForeignSettings = ActiveWorkbook.Name & " " & ZpbSetting("INTERPRETER")
    book.Close False
End Function

' The help of the arguments of the first function.
Public Function ProbeArgumentHelp() As String
    ProbeArgumentHelp = Join(ZpbArgumentHelp(1), vbLf)
End Function

' A watched job for so many seconds: what Python was asked meanwhile.
Public Function ProbeWatch(ByVal job As String, ByVal seconds As String) As String
    Dim count As Long
    ProbeWatch = ZpbWatchJob(job)
    For count = 1 To CLng(seconds)
        ZpbTick
    Next
    ProbeWatch = ProbeWatch & ZpbAsked()
    ZpbEndWatching
End Function

' A job's text for the status bar.
Public Function ProbeJob(ByVal folder As String) As String
    Dim job As ZpbJob
    Set job = New ZpbJob
    job.Folder = folder
    job.Look
    ProbeJob = job.Text() & "|" & job.IsOver()
End Function

' The questions of ZpbHost about a book, one answer a line; it is closed unsaved.
Public Function ProbeHost(ByVal path As String, ByVal copy As String) As String
    Dim name As String
    name = Workbooks.Open(path).Name
    ProbeHost = ZpbIsSaved(name) & vbLf & ZpbIsLocked(name) & vbLf
    ProbeHost = ProbeHost & ZpbSetSaved(name, False) & ZpbIsSaved(name) & vbLf
    ProbeHost = ProbeHost & ZpbSaveCopy(name, copy) & ZpbIsSaved(name) & vbLf
    ProbeHost = ProbeHost & ZpbSetSaved(name, True) & ZpbIsSaved(name) & vbLf
    ProbeHost = ProbeHost & ZpbUnlock(name, "Sheet") & ZpbLock(name, "Sheet", "") & vbLf
    ProbeHost = ProbeHost & ZpbFitPage(name, Workbooks(name).Sheets(1).Name, 1)
    Workbooks(name).Close False
End Function

' A book entered again: the second row before and after, then whether the book is saved as before
' and the application as before. With a password its sheet is protected.
Public Function ProbeReenter(ByVal path As String, ByVal password As String) As String
    Dim book As Object, state As String
    Set book = Workbooks.Open(path)
    ProbeReenter = Row(book)
    Teach path
    If password <> "" Then book.Worksheets(1).Protect password
    book.Saved = True
    state = StateNow()
    ZpbReenterBook book
    ProbeReenter = ProbeReenter & vbLf & Row(book) & vbLf & book.Saved & " " & (state = StateNow())
    book.Close False
End Function

' The functions become known to the program after the book was opened.
Private Sub Teach(ByVal path As String)
    Dim documents As Object, document As Object
    Set documents = StarDesktop.Components.createEnumeration()
    Do While documents.hasMoreElements()
        Set document = documents.nextElement()
        If document.URL = ConvertToUrl(path) Then
            document.BasicLibraries.getByName("Standard").insertByName("Functions", _
                "Function ZPB_RATE(a, b)" & vbLf & "ZPB_RATE = a / b" & vbLf & "End Function")
        End If
    Loop
End Sub

Private Function Row(ByVal book As Object) As String
    Dim column As Long
    For column = 1 To 5
        Row = Row & book.Worksheets(1).Cells(2, column).Text & "|"
    Next
End Function

' What Python is asked when the add-in is opened and closed.
Public Function ProbeStartAndEnd() As String
    ZpbBegin
    ZpbEnd
    ProbeStartAndEnd = ZpbAsked()
End Function
