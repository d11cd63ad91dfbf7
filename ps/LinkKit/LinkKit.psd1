@{
    # The build writes the product's version here and lists the exported functions from the files in Public.
    ModuleVersion        = '0.1.0'
    GUID                 = 'b1f4c0f6-5d55-4d0c-9a5e-0d9d3b8a6c1e'
    Author               = 'The LinkKit authors'
    CompanyName          = 'LinkKit'
    Copyright            = '(c) The LinkKit authors. MIT licence.'
    Description          = 'Hard links made safe and useful: copies that take no space, every other name of a file, and what folders really weigh.'
    RootModule           = 'LinkKit.psm1'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess     = @('LinkKit.Format.ps1xml')
    TypesToProcess       = @('LinkKit.Types.ps1xml')
    FunctionsToExport    = @('Find-LinkDuplicate', 'Get-LinkOperation', 'Get-LinkPin', 'Get-LinkSet', 'Get-LinkSiblings', 'Get-LinkTask', 'Measure-LinkedSpace', 'Merge-LinkDuplicate', 'New-LinkedCopy', 'New-LinkPin', 'Register-LinkTask', 'Remove-LinkedItem', 'Remove-LinkPin', 'Repair-LinkPin', 'Split-Link', 'Start-LinkTask', 'Test-LinkPin', 'Test-LinkSupport', 'Undo-LinkOperation', 'Unregister-LinkTask')
    AliasesToExport      = @('Get-LinkSibling')
    CmdletsToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('hardlink', 'NTFS', 'junction', 'symlink', 'filesystem', 'Windows', 'PSEdition_Desktop', 'PSEdition_Core')
        }
    }
}
