using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace LinkKit.TestHost
{
    /// <summary>
    /// The cmdlets of Microsoft.PowerShell.Management and .Utility that test scripts use and the engine package
    /// lacks: each a thin front on the engine's own provider methods. A real PowerShell has the real ones.
    /// </summary>
    public static class Substitutes
    {
        public static void AddTo(InitialSessionState state)
        {
            foreach (Type type in typeof(Substitutes).Assembly.GetTypes())
            {
                CmdletAttribute cmdlet = (CmdletAttribute)Attribute.GetCustomAttribute(type, typeof(CmdletAttribute));
                if (cmdlet == null) { continue; }
                state.Commands.Add(new SessionStateCmdletEntry(cmdlet.VerbName + "-" + cmdlet.NounName, type, null));
            }
        }
    }

    /// <summary>-Path and -LiteralPath as the real cmdlets bind them.</summary>
    public abstract class ItemCmdlet : PSCmdlet
    {
        [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
        public string[] Path { get; set; }

        [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
        [Alias("PSPath")]
        public string[] LiteralPath { get; set; }

        [Parameter]
        public SwitchParameter Force { get; set; }

        [Parameter]
        public SwitchParameter Recurse { get; set; }

        protected bool Literal { get { return LiteralPath != null; } }
        protected string[] Paths { get { return LiteralPath ?? Path ?? new string[] { "." }; } }
    }

    [Cmdlet("Get", "Item")]
    public sealed class GetItemCommand : ItemCmdlet
    {
        protected override void ProcessRecord()
        {
            foreach (PSObject item in InvokeProvider.Item.Get(Paths, Force, Literal)) { WriteObject(item); }
        }
    }

    [Cmdlet("Remove", "Item")]
    public sealed class RemoveItemCommand : ItemCmdlet
    {
        protected override void ProcessRecord() { InvokeProvider.Item.Remove(Paths, Recurse, Force, Literal); }
    }

    [Cmdlet("Get", "ChildItem")]
    public sealed class GetChildItemCommand : ItemCmdlet
    {
        [Parameter]
        public SwitchParameter File { get; set; }

        [Parameter]
        public SwitchParameter Directory { get; set; }

        protected override void ProcessRecord()
        {
            // A folder at a time, as the real one streams: what stands downstream works while this still walks.
            Queue<string[]> folders = new Queue<string[]>();
            folders.Enqueue(Paths);
            bool literal = Literal;
            while (folders.Count > 0)
            {
                List<string> inside = new List<string>();
                foreach (PSObject item in InvokeProvider.ChildItem.Get(folders.Dequeue(), false, Force, literal))
                {
                    bool isFolder = item.BaseObject is DirectoryInfo;
                    if (isFolder) { inside.Add((string)item.Properties["PSPath"].Value); }
                    if ((!File || !isFolder) && (!Directory || isFolder)) { WriteObject(item); }
                }
                literal = true;
                if (Recurse) { foreach (string folder in inside) { folders.Enqueue(new string[] { folder }); } }
            }
        }
    }

    [Cmdlet("Set", "Location")]
    public sealed class SetLocationCommand : ItemCmdlet
    {
        protected override void ProcessRecord()
        {
            SessionState.Path.SetLocation(Literal ? WildcardPattern.Escape(Paths[0]) : Paths[0]);
        }
    }

    [Cmdlet("New", "PSDrive")]
    public sealed class NewPSDriveCommand : PSCmdlet
    {
        [Parameter(Mandatory = true)]
        public string Name { get; set; }

        [Parameter(Mandatory = true)]
        public string PSProvider { get; set; }

        [Parameter(Mandatory = true)]
        public string Root { get; set; }

        protected override void EndProcessing()
        {
            ProviderInfo provider = SessionState.Provider.GetOne(PSProvider);
            WriteObject(SessionState.Drive.New(new PSDriveInfo(Name, provider, Root, "", null), "local"));
        }
    }

    [Cmdlet("Select", "Object")]
    public sealed class SelectObjectCommand : PSCmdlet
    {
        private int taken;

        [Parameter(ValueFromPipeline = true)]
        public PSObject InputObject { get; set; }

        [Parameter(Mandatory = true)]
        public int First { get; set; }

        protected override void ProcessRecord()
        {
            WriteObject(InputObject);
            if (++taken < First) { return; }
            // What the real Select-Object does to end the commands before it; the type is internal to the engine.
            Type stop = typeof(PSObject).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", true);
            throw (Exception)Activator.CreateInstance(stop, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, new object[] { this }, null);
        }
    }
}
