# The task cmdlets: the requests, the objects, and what a script block comes to.

function Invoke-LinkKitTaskChange {
    # In: the cmdlet, the exe's command and its options. Emits LinkKit.TaskChange with -PassThru. Out: whether all went well.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Command, [System.Collections.IDictionary] $Options, [switch] $PassThru)
    $request = Start-LinkKitRequest $Cmdlet $Command $Options
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            if (-not $PassThru) { continue }
            $Cmdlet.WriteObject([pscustomobject] @{
                    PSTypeName   = 'LinkKit.TaskChange'
                    Name         = [string] $item['name']
                    Action       = [string] $item['action']
                    Schedule     = [string] $item['schedule']
                    Definition   = $item['definition']
                    ArgumentList = [string[]] $item['command']
                })
        }
    } finally {
        Stop-LinkKitRequest $request
    }
    return $request.Summary['exitCode'] -eq 0
}

function Write-LinkKitTask {
    # In: the cmdlet and names of tasks; none: all. Emits LinkKit.Task.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string[]] $Names)
    $request = Start-LinkKitRequest $Cmdlet 'task list' @{ name = [string[]] @($Names) }
    try {
        while ($null -ne ($item = Read-LinkKitItem $request)) {
            $Cmdlet.WriteObject([pscustomobject] @{
                    PSTypeName   = 'LinkKit.Task'
                    Name         = [string] $item['name']
                    State        = [string] $item['state']
                    Schedule     = [string] $item['schedule']
                    LastRun      = ConvertTo-LinkKitTime $item['lastRun']
                    NextRun      = ConvertTo-LinkKitTime $item['nextRun']
                    LastExit     = $item['lastExit']
                    BytesFreed   = $item['bytesFreed']
                    RunAs        = [string] $item['runAs']
                    Steps        = [string[]] @(foreach ($step in $item['steps']) { Format-LinkKitArguments $step })
                    OperationIds = [string[]] $item['operationIds']
                    Errors       = [string[]] $item['errors']
                    Log          = $item['log']
                })
        }
    } finally {
        Stop-LinkKitRequest $request
    }
}

function Format-LinkKitArguments {
    # In: an argument list. Out: the command line, to read.
    param([string[]] $Arguments)
    return 'linkkit ' + (@(foreach ($word in $Arguments) { if ($word -match '^[\w.:\\/=-]+\z') { $word } else { "'" + $word.Replace("'", "''") + "'" } }) -join ' ')
}

function ConvertTo-LinkKitTaskRequest {
    # In: a script block of one LinkKit cmdlet with constant arguments. Out: the request that it comes to, as JSON, by the
    # cmdlet's own parameters; throws a sentence for anything else.
    param([scriptblock] $Command)
    $block = $Command.Ast
    $statements = @($block.EndBlock.Statements)
    $others = @($block.ParamBlock, $block.BeginBlock, $block.ProcessBlock, $block.DynamicParamBlock | Where-LinkKitNotNull)
    if ($statements.Count -ne 1 -or $others.Count -gt 0) { throw (Get-LinkKitString TaskOneCommand) }
    $pipeline = $statements[0] -as [System.Management.Automation.Language.PipelineAst]
    if ($null -eq $pipeline -or $pipeline.PipelineElements.Count -ne 1) { throw (Get-LinkKitString TaskOneCommand) }
    $call = $pipeline.PipelineElements[0] -as [System.Management.Automation.Language.CommandAst]
    if ($null -eq $call -or $call.Redirections.Count -gt 0 -or $call.InvocationOperator -ne [System.Management.Automation.Language.TokenKind]::Unknown) { throw (Get-LinkKitString TaskOneCommand) }
    $name = $call.GetCommandName()
    $module = (Microsoft.PowerShell.Core\Get-Module -Name LinkKit -All)[0]
    if (-not $name -or -not $module.ExportedFunctions.ContainsKey($name) -or $name -match 'Link(Task|Operation)$') { throw (Get-LinkKitString TaskNotOurs $name) }
    foreach ($element in @($call.CommandElements)[1..($call.CommandElements.Count)]) {
        if ($null -eq $element) { continue }
        $value = $element
        if ($element -is [System.Management.Automation.Language.CommandParameterAst]) { $value = $element.Argument }
        if ($null -ne $value -and -not (Test-LinkKitConstant $value)) { throw (Get-LinkKitString TaskNotConstant $value.Extent.Text) }
    }
    $text = $call.Extent.Text
    if ($module.ExportedFunctions[$name].Parameters.ContainsKey('Confirm') -and $text -notmatch '-Confirm\b') { $text += ' -Confirm:$false' }
    $script:Recorded = [System.Collections.Generic.List[string]]::new()
    try {
        $null = & ([scriptblock]::Create($text + ' -ErrorAction Stop'))
    } catch {
        if ($script:Recorded.Count -eq 0) { throw }
    } finally {
        $recorded = $script:Recorded
        $script:Recorded = $null
    }
    if ($recorded.Count -ne 1) { throw (Get-LinkKitString TaskNothing $name) }
    return $recorded[0]
}

filter Where-LinkKitNotNull { if ($null -ne $_) { $_ } }

function Test-LinkKitConstant {
    # In: a part of a command. Out: whether it means the same whenever it is run: a text or a number, or an array of them.
    param($Ast)
    switch ($Ast.GetType().Name) {
        'StringConstantExpressionAst' { return $true }
        'ConstantExpressionAst' { return $true }
        'ArrayLiteralAst' { foreach ($one in $Ast.Elements) { if (-not (Test-LinkKitConstant $one)) { return $false } } return $true }
        'VariableExpressionAst' { return $Ast.VariablePath.UserPath -in 'true', 'false', 'null' }
    }
    return $false
}

function Get-LinkKitTaskCompletion {
    # In: the beginning of a name. Out: completions.
    param([string] $Word)
    $plain = $Word.Trim("'", '"')
    foreach ($one in Get-LinkTask -ErrorAction Ignore -WarningAction Ignore) {
        if ($one.Name.StartsWith($plain, [System.StringComparison]::OrdinalIgnoreCase)) { [System.Management.Automation.CompletionResult]::new($one.Name, $one.Name, 'ParameterValue', "$($one.Schedule): $($one.Steps -join '; ')") }
    }
}
