# The module's own sentences, from <culture>/LinkKit.strings.psd1; those of the exe come with its lines.
$script:Strings = $null

function Get-LinkKitString {
    # In: a key of the strings file, and what goes into its places {0}, {1} ... Out: the sentence.
    param([string] $Key, [object[]] $Values)
    $ErrorActionPreference = 'Stop'
    if ($null -eq $script:Strings) { $script:Strings = Import-LinkKitStrings }
    $text = $script:Strings[$Key]
    if ($PSBoundParameters.ContainsKey('Values')) { return $text -f $Values }
    return $text
}

function Import-LinkKitStrings {
    # Import-LocalizedData is not in the engine's core: the file is read by the parser, which runs nothing in it.
    $base = $ExecutionContext.SessionState.Module.ModuleBase
    foreach ($culture in [System.Globalization.CultureInfo]::CurrentUICulture.Name, 'en-US') {
        $file = [System.IO.Path]::Combine($base, $culture, 'LinkKit.strings.psd1')
        if (-not $culture -or -not [System.IO.File]::Exists($file)) { continue }
        $tokens = $null
        $problems = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref] $tokens, [ref] $problems)
        $table = $tree.Find({ param($node) $node -is [System.Management.Automation.Language.HashtableAst] }, $false)
        return $table.SafeGetValue()
    }
    return @{}
}
