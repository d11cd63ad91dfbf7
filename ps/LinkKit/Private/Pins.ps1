# The pin cmdlets: their common options, the request and the objects.

function New-LinkKitPinOptions {
    # In: the cmdlet, its bound parameters, and the pin file, or nothing. Out: the exe's options for the pin file and the log; null after an error.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Bound, [string] $File)
    $options = @{}
    if ($Bound['Machine']) { $options['machine'] = $true }
    $paths = @{ file = $File; log = $Bound['Log'] }
    foreach ($name in $paths.Keys) {
        if (-not $paths[$name]) { continue }
        $options[$name] = Resolve-LinkKitPath $Cmdlet $paths[$name] -Literal
        if ($null -eq $options[$name]) { return }
    }
    if ($Bound['Wait']) { $options['wait'] = $Bound['Wait'] }
    return $options
}

function Add-LinkKitPinName {
    # In: lists of names by their pin file ('': those that are read where none is named), one of these files, and further names of it. Objects
    # of the pipeline bring the file that they come from; those of several targets bring their pin's name several times.
    param([System.Collections.IDictionary] $Asked, [string] $File, [string[]] $Names)
    if (-not $Asked.Contains($File)) { $Asked[$File] = [System.Collections.Generic.List[string]]::new() }
    foreach ($one in $Names) { if ($one -and -not $Asked[$File].Contains($one)) { $Asked[$File].Add($one) } }
}

function Invoke-LinkKitPin {
    # In: the cmdlet, the exe's command and its options. Emits LinkKit.Pin objects through the cmdlet, and with -Result a LinkKit.PinResult.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Command, [System.Collections.IDictionary] $Options, [switch] $PassThru, [switch] $Result)
    $request = Start-LinkKitRequest $Cmdlet $Command $Options
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            if ($PassThru) { $Cmdlet.WriteObject((New-LinkKitPinObject $item)) }
            elseif ($item['action'] -ceq 'listed') {
                # Without the objects nothing else says which it is.
                $why = if ($item['detail']) { ConvertTo-LinkKitCmdletText $item['detail'] } else { Get-LinkKitString PinDiverged $item['source'] }
                $Cmdlet.WriteWarning((Get-LinkKitString PinLeft $item['target'], $why))
            }
        }
    } finally {
        Stop-LinkKitRequest $request
    }
    # 2 and 3: nothing was touched, and the error has said why.
    if ($Result -and $request.Summary['exitCode'] -notin 2, 3) { $Cmdlet.WriteObject((New-LinkKitPinResult $request.Summary)) }
}

function New-LinkKitPinObject {
    # In: an item of the pin commands. Out: LinkKit.Pin, one a target.
    param($Item)
    return [pscustomobject] @{
        PSTypeName     = 'LinkKit.Pin'
        Name           = [string] $Item['name']
        State          = [string] $Item['state']
        IsLinked       = $Item['state'] -ceq 'linked' -or $Item['action'] -ceq 'repaired'
        Action         = [string] $Item['action']
        Target         = [string] $Item['target']
        Source         = [string] $Item['source']
        As             = [string] $Item['as']
        Kept           = $Item['kept']
        Detail         = $Item['detail']
        SourceLength   = $Item['sourceSize']
        SourceModified = ConvertTo-LinkKitTime $Item['sourceModified']
        TargetLength   = $Item['targetSize']
        TargetModified = ConvertTo-LinkKitTime $Item['targetModified']
        File           = [string] $Item['file']
    }
}

function New-LinkKitPinResult {
    # In: the summary of a pin command. Out: LinkKit.PinResult.
    param($Summary)
    return [pscustomobject] @{
        PSTypeName  = 'LinkKit.PinResult'
        Pins        = [long] $Summary['pins']
        Linked      = [long] $Summary['linked']
        Broken      = [long] $Summary['broken']
        Repaired    = [long] $Summary['repaired']
        Failed      = [int] $Summary['failed']
        Warnings    = [int] $Summary['warnings']
        Seconds     = [double] $Summary['seconds']
        OperationId = $Summary['operationId']
        DryRun      = [bool] $Summary['dryRun']
    }
}

function Get-LinkKitPinCompletion {
    # In: the beginning of a name, and the parameters given so far. Out: completions.
    param([string] $Word, [System.Collections.IDictionary] $Bound)
    $plain = $Word.Trim("'", '"')
    $places = @{ }
    foreach ($name in 'File', 'Machine') { if ($Bound[$name]) { $places[$name] = $Bound[$name] } }
    $done = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($one in Get-LinkPin @places -ErrorAction Ignore -WarningAction Ignore) {
        if (-not $one.Name.StartsWith($plain, [System.StringComparison]::OrdinalIgnoreCase) -or -not $done.Add($one.Name)) { continue }
        $text = if ($one.Name -match '^[\w.-]+\z') { $one.Name } else { "'" + $one.Name.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text, $one.Name, 'ParameterValue', "$($one.Target) -> $($one.Source)")
    }
}

function ConvertTo-LinkKitPinRule {
    # 'SourceWins' -> 'source-wins'
    param([string] $Rule)
    return [regex]::Replace($Rule, '(?<=.)(?=[A-Z])', '-').ToLowerInvariant()
}
