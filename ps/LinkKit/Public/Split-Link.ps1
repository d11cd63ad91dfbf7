function Split-Link {
    <#
    .SYNOPSIS
    Gives names of a file their own copy of the data, so that an edit no longer shows under the other names.

    .DESCRIPTION
    All hard links of a file are one file: a program that writes in place changes it under every name. Split-Link makes
    a copy with the data, streams, attributes, times and rights of the file, flushes and compares it, and lets it take
    the place of the shared file under this name in one rename. The other names stay what they are.

    With -Recurse every file in a folder that has other names gets data of its own. With -OnlyOutside only what is shared
    with names elsewhere does: the folder becomes independent, and names in it that are one file stay one file.

    One LinkKit.DetachResult is given for all of it, and with -PassThru a LinkKit.DetachedItem for each name. With -WhatIf
    nothing is changed: the executable plans it, and gives every item with DryRun = $true. Undo-LinkOperation links the
    names again, as long as neither side was changed.

    .EXAMPLE
    Split-Link C:\Work\report\draft.docx

    Before editing a file whose other names shall keep what is there.

    .EXAMPLE
    Split-Link C:\Work\project -Recurse -OnlyOutside

    Makes a folder independent of all others.

    .EXAMPLE
    Get-ChildItem C:\Work\project -Recurse -File -Filter *.config | Split-Link -WhatIf

    Shows what would be copied, and how much.

    .INPUTS
    System.String, System.IO.FileSystemInfo, LinkKit.LinkName: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.DetachResult, and with -PassThru or -WhatIf LinkKit.DetachedItem as well

    .LINK
    about_LinkKit

    .LINK
    Get-LinkSiblings

    .LINK
    Undo-LinkOperation
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path', SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.DetachResult', 'LinkKit.DetachedItem')]
    param(
        # Files, and with -Recurse folders; wildcards are resolved.
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Path,

        # Files, and with -Recurse folders; every character means itself.
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $LiteralPath,

        # Every file in a folder and below. Links in it are left alone and never entered.
        [switch] $Recurse,

        # Only what is shared with names elsewhere; names that are one file in here stay one file.
        [switch] $OnlyOutside,

        # Takes only files that fit one of these patterns, such as *.dll or docs/**.
        [ValidateNotNullOrEmpty()]
        [string[]] $Include,

        # Leaves out files and folders that fit one of these patterns.
        [ValidateNotNullOrEmpty()]
        [string[]] $Exclude,

        # Seconds to wait for another LinkKit operation on the same tree; without it such a tree is an error (Busy).
        [ValidateRange(0, 2147483)]
        [int] $Wait,

        # Appends all that was done to this file, one JSON object a line.
        [ValidateNotNullOrEmpty()]
        [string] $Log,

        # Gives one LinkKit.DetachedItem for each name as well.
        [switch] $PassThru
    )

    begin {
        . $script:CallerPreference
        $chosen = $null
        $options = @{}
        if ($Recurse) { $options['recurse'] = $true }
        if ($OnlyOutside) { $options['only-outside'] = $true }
        if ($Include) { $options['include'] = $Include }
        if ($Exclude) { $options['exclude'] = $Exclude }
        if ($Wait) { $options['wait'] = $Wait }
        if ($Log) {
            $options['log'] = Resolve-LinkKitPath $PSCmdlet $Log -Literal
            if ($null -eq $options['log']) { return }
        }
        # All paths of the pipeline are one operation: what is shared among them only is known, and one undo takes it back.
        $chosen = [System.Collections.Generic.List[string]]::new()
        $planned = [System.Collections.Generic.List[string]]::new()
    }

    process {
        if ($null -eq $chosen) { return }
        if ($PSCmdlet.ParameterSetName -eq 'LiteralPath') {
            $found = Resolve-LinkKitPath $PSCmdlet $LiteralPath -Literal
        } else {
            $found = Resolve-LinkKitPath $PSCmdlet $Path
        }
        foreach ($one in $found) {
            $dryRun = $false
            $sentence = if ($Recurse) { 'DetachActionTree' } else { 'DetachAction' }
            if (-not (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString $sentence $one) ([ref] $dryRun) DetachCaption)) { continue }
            if ($dryRun) { $planned.Add($one) } else { $chosen.Add($one) }
        }
    }

    end {
        if ($null -eq $chosen) { return }
        if ($planned.Count -gt 0) { Invoke-LinkKitDetach $PSCmdlet $planned $options -DryRun }
        if ($chosen.Count -gt 0) { Invoke-LinkKitDetach $PSCmdlet $chosen $options -PassThru:$PassThru }
    }
}
