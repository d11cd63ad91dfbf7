# The exe's error lines as ErrorRecords. The table is the contract's (src/contract/errorCodes.ts); a test compares them.
$script:ErrorCategories = @{
    Usage                   = 'InvalidArgument'
    NotFound                = 'ObjectNotFound'
    ParentNotFound          = 'ObjectNotFound'
    SameName                = 'InvalidOperation'
    DestinationInsideSource = 'InvalidOperation'
    WouldOverwrite          = 'ResourceExists'
    NameCollision           = 'ResourceExists'
    NameNotRepresentable    = 'InvalidData'
    PathTooLong             = 'InvalidArgument'
    DirectoryNotSupported   = 'InvalidType'
    JunctionNeedsFolder     = 'InvalidType'
    CrossVolume             = 'InvalidOperation'
    HardLinksNotSupported   = 'NotImplemented'
    TooManyLinks            = 'LimitsExceeded'
    AccessDenied            = 'PermissionDenied'
    PrivilegeRequired       = 'PermissionDenied'
    ReadOnlyVolume          = 'WriteError'
    InUse                   = 'ResourceBusy'
    Busy                    = 'ResourceBusy'
    NoSpace                 = 'ResourceUnavailable'
    ReadError               = 'ReadError'
    WriteError              = 'WriteError'
    OfflineFile             = 'ResourceUnavailable'
    UnsupportedReparsePoint = 'NotImplemented'
    ChangedDuringOperation  = 'InvalidResult'
    VerificationFailed      = 'InvalidResult'
    MetadataDiffers         = 'InvalidResult'
    MetadataNotKept         = 'PermissionDenied'
    LastName                = 'InvalidOperation'
    NotEmpty                = 'InvalidOperation'
    EngineNotAvailable      = 'NotInstalled'
    NotNtfs                 = 'InvalidType'
    DamagedRecord           = 'InvalidData'
    InvalidInputLine        = 'ParserError'
    InvalidFile             = 'InvalidData'
    NotUndoable             = 'InvalidOperation'
    JournalDamaged          = 'InvalidData'
    UnsafeLocation          = 'SecurityError'
    TaskServiceFailed       = 'InvalidOperation'
    LogonRequired           = 'InvalidOperation'
    Interrupted             = 'OperationStopped'
    ExeNotFound             = 'ObjectNotFound'
    VersionMismatch         = 'InvalidData'
    Internal                = 'NotSpecified'
}

function New-LinkKitErrorRecord {
    # In: the fields of an error line. Out: an ErrorRecord whose id is the code and whose target is the path.
    param([string] $Code, [string] $Message, $Path, [string] $Hint, $OsError)
    $category = $script:ErrorCategories[$Code]
    if (-not $category) { $category = 'NotSpecified' }
    # What was wrong with a call is said of its options.
    if ($Code -eq 'Usage') { $Message = ConvertTo-LinkKitCmdletText $Message }
    $cmdletHint = ConvertTo-LinkKitCmdletHint $Hint
    $text = (Add-LinkKitPath $Message $Path) + $(if ($cmdletHint) { ' ' + $cmdletHint })
    $exception = switch ($category) {
        'ObjectNotFound' { [System.Management.Automation.ItemNotFoundException]::new($text); break }
        'PermissionDenied' { [System.UnauthorizedAccessException]::new($text); break }
        'InvalidArgument' { [System.ArgumentException]::new($text); break }
        'InvalidOperation' { [System.InvalidOperationException]::new($text); break }
        'OperationStopped' { [System.OperationCanceledException]::new($text); break }
        default { [System.IO.IOException]::new($text) }
    }
    $exception.Data['Code'] = $Code
    if ($null -ne $OsError) { $exception.Data['OsError'] = $OsError }
    $record = [System.Management.Automation.ErrorRecord]::new($exception, $Code, $category, $Path)
    # What to do next stands in the text: Windows PowerShell does not show RecommendedAction, and 7 would show it twice.
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($text)
    return $record
}

function Add-LinkKitPath {
    # The sentence with the path before it, unless it names the path itself.
    param([string] $Message, $Path)
    if (-not $Path -or $Message.Contains([string] $Path)) { return $Message }
    return "${Path}: $Message"
}

# The exe's words that are not a cmdlet's by rule (--on-exists is -OnExists).
$script:CmdletWords = [ordered] @{
    'linkkit doctor'   = 'Test-LinkSupport'
    'linkkit siblings' = 'Get-LinkSiblings'
    'linkkit copy'     = 'New-LinkedCopy'
    'linkkit scan'     = 'Get-LinkSet'
    'linkkit operations' = 'Get-LinkOperation'
    'linkkit undo'     = 'Undo-LinkOperation'
    'linkkit remove'   = 'Remove-LinkedItem'
    'linkkit detach'   = 'Split-Link'
    'linkkit duplicates' = 'Find-LinkDuplicate'
    'linkkit dedupe'   = 'Merge-LinkDuplicate'
    'linkkit task register' = 'Register-LinkTask'
    'linkkit task list' = 'Get-LinkTask'
    'linkkit task start' = 'Start-LinkTask'
    'linkkit task unregister' = 'Unregister-LinkTask'
    'linkkit pin add'  = 'New-LinkPin'
    'linkkit pin list' = 'Get-LinkPin'
    'linkkit pin check' = 'Test-LinkPin'
    'linkkit pin repair' = 'Repair-LinkPin'
    'linkkit pin remove' = 'Remove-LinkPin'
    '--exact'          = '-ExactDestination'
    '--dry-run'        = '-WhatIf'
    '--print'          = '-WhatIf'
    '--min-links'      = '-MinimumLinks'
    '--min-size'       = '-MinimumSize'
    '--max-size'       = '-MaximumSize'
    '--image'          = '-ImagePath'
    '--sets-only'      = 'Get-LinkSet'
    '--measure-only'   = 'Measure-LinkedSpace'
}

function ConvertTo-LinkKitCmdletHint {
    # In: a hint of the exe. Out: the same in words of the cmdlets; nothing where it only points to the exe's help.
    param([string] $Hint)
    if ($Hint -match 'linkkit [A-Za-z ]*--help') { return '' }
    return ConvertTo-LinkKitCmdletText $Hint
}

function ConvertTo-LinkKitCmdletText {
    # The exe speaks of its own commands and options: --on-exists replace is -OnExists replace to a cmdlet. Only whole
    # words: in a--b.txt nothing is one.
    param([string] $Text)
    if ($Text -notmatch '--|linkkit') { return $Text }
    return [regex]::Replace($Text, '(?<![^\s(''"])(?:--|linkkit (?:pin |task )?)([a-z]+(?:-[a-z]+)*)', {
            param($match)
            $known = $script:CmdletWords[$match.Value]
            if ($known) { return $known }
            if (-not $match.Value.StartsWith('--')) { return $match.Value }
            '-' + (@(foreach ($word in $match.Groups[1].Value.Split('-')) { $word.Substring(0, 1).ToUpperInvariant() + $word.Substring(1) }) -join '')
        })
}
