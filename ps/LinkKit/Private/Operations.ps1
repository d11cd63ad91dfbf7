# What LinkKit has done, as objects.

function New-LinkKitOperation {
    # In: an item of `operations`. Out: LinkKit.Operation.
    param($Item)
    return [pscustomobject] @{
        PSTypeName   = 'LinkKit.Operation'
        OperationId  = [string] $Item['operationId']
        Command      = [string] $Item['command']
        Started      = ConvertTo-LinkKitTime $Item['started']
        Ended        = ConvertTo-LinkKitTime $Item['ended']
        State        = [string] $Item['state']
        Steps        = [long] $Item['steps']
        ArgumentList = [string[]] $Item['argv']
    }
}

function New-LinkKitUndoneChange {
    # In: an item of `undo`. Out: LinkKit.UndoneChange.
    param($Item, [bool] $DryRun)
    return [pscustomobject] @{
        PSTypeName = 'LinkKit.UndoneChange'
        Step       = [long] $Item['step']
        FullName   = [string] $Item['path']
        PSPath     = ConvertTo-LinkKitPSPath $Item['path']
        Result     = [string] $Item['result']
        Action     = [string] $Item['action']
        Reason     = $Item['reason']
        DryRun     = $DryRun
    }
}

function New-LinkKitUndoResult {
    # In: the summary of `undo`. Out: LinkKit.UndoResult; OperationId is the one that was taken back.
    param($Summary)
    return [pscustomobject] @{
        PSTypeName  = 'LinkKit.UndoResult'
        OperationId = [string] $Summary['undoes']
        Undone      = [long] $Summary['undone']
        Impossible  = [long] $Summary['impossible']
        Failed      = [int] $Summary['failed']
        Warnings    = [int] $Summary['warnings']
        Seconds     = [double] $Summary['seconds']
        UndoneBy    = $Summary['operationId']
        DryRun      = [bool] $Summary['dryRun']
    }
}

function ConvertTo-LinkKitTime {
    # In: a time of the contract, or nothing. Out: the same as a local DateTime, null where it is none.
    param($Text)
    $time = [System.DateTime]::MinValue
    $styles = [System.Globalization.DateTimeStyles]::RoundtripKind
    if ($Text -and [System.DateTime]::TryParse($Text, [System.Globalization.CultureInfo]::InvariantCulture, $styles, [ref] $time)) { return $time.ToLocalTime() }
    return $null
}

function Get-LinkKitOperationCompletion {
    # In: the beginning of an id. Out: completions, the newest first; with -Undoable only what can be undone.
    param([string] $Word, [switch] $Undoable)
    $plain = $Word.Trim("'", '"')
    $all = @(Get-LinkOperation -ErrorAction Ignore -WarningAction Ignore)
    [System.Array]::Reverse($all)
    foreach ($one in $all) {
        $id = $one.OperationId
        if (-not $id.StartsWith($plain, [System.StringComparison]::OrdinalIgnoreCase)) { continue }
        if ($Undoable -and ($one.Command -in 'undo', 'recover' -or $one.State -in 'running', 'undone')) { continue }
        $tip = '{0:g}  {1}  {2}' -f $one.Started, $one.State, (Format-LinkKitCommandLine $one)
        [System.Management.Automation.CompletionResult]::new($id, "$id  $($one.Command)", 'ParameterValue', $tip)
    }
}

function Format-LinkKitCommandLine {
    # In: a LinkKit.Operation. Out: its command line, to read; of a long one the beginning.
    param($Operation, [int] $Most = 100)
    $words = foreach ($word in $Operation.PSObject.Properties['ArgumentList'].Value) {
        if ($word -match '^[\w.:\\/=-]+\z') { $word } else { "'" + $word.Replace("'", "''") + "'" }
    }
    $line = $words -join ' '
    if ($line.Length -gt $Most) { return $line.Substring(0, $Most - 3) + '...' }
    return $line
}
