using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace LinkKit.TestHost
{
    /// <summary>A PowerShell host without a console: keeps every line that would have been shown.</summary>
    public sealed class RecordingHost : PSHost
    {
        private readonly Guid id = Guid.NewGuid();
        private readonly RecordingUI ui = new RecordingUI();

        public RecordingUI Recorded { get { return ui; } }
        public override PSHostUserInterface UI { get { return ui; } }
        public override string Name { get { return "LinkKit test host"; } }
        public override Version Version { get { return new Version(1, 0); } }
        public override Guid InstanceId { get { return id; } }
        public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
        public override CultureInfo CurrentUICulture { get { return new CultureInfo("en-US"); } }
        public override void EnterNestedPrompt() { throw new NotSupportedException(); }
        public override void ExitNestedPrompt() { throw new NotSupportedException(); }
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }
    }

    /// <summary>The lines that a person would have seen, and the answers that one would have given.</summary>
    public sealed class RecordingUI : PSHostUserInterface
    {
        private readonly RecordingRawUI rawUI = new RecordingRawUI();
        private string begun = "";

        public readonly List<string> Lines = new List<string>();
        public readonly List<string> Prompts = new List<string>();

        /// <summary>Which choice answers a confirmation: its place in the list (0 Yes, 1 Yes to all, 2 No, 3 No to all).</summary>
        public int Choice;

        public void Clear() { Lines.Clear(); Prompts.Clear(); begun = ""; }

        public override PSHostRawUserInterface RawUI { get { return rawUI; } }
        public override void Write(string value) { begun += value; }
        public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { Write(value); }
        public override void WriteLine(string value) { Lines.Add(begun + value); begun = ""; }
        public override void WriteErrorLine(string value) { Lines.Add(value); }
        public override void WriteDebugLine(string message) { Lines.Add("DEBUG: " + message); }
        public override void WriteVerboseLine(string message) { Lines.Add("VERBOSE: " + message); }
        public override void WriteWarningLine(string message) { Lines.Add("WARNING: " + message); }
        public override void WriteProgress(long sourceId, ProgressRecord record) { }
        public override string ReadLine() { throw new NotSupportedException("Nobody is there to type."); }
        public override SecureString ReadLineAsSecureString() { throw new NotSupportedException("Nobody is there to type."); }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Prompts.Add(message);
            return Choice;
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
        {
            throw new NotSupportedException("A parameter was missing: " + message);
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
        {
            throw new NotSupportedException();
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options)
        {
            throw new NotSupportedException();
        }
    }

    /// <summary>A screen of fixed size, so that formatted tables look the same everywhere.</summary>
    public sealed class RecordingRawUI : PSHostRawUserInterface
    {
        private static readonly Size Screen = new Size(160, 50);

        public override Size BufferSize { get { return Screen; } set { } }
        public override Size WindowSize { get { return Screen; } set { } }
        public override Size MaxWindowSize { get { return Screen; } }
        public override Size MaxPhysicalWindowSize { get { return Screen; } }
        public override Coordinates CursorPosition { get { return new Coordinates(0, 0); } set { } }
        public override Coordinates WindowPosition { get { return new Coordinates(0, 0); } set { } }
        public override int CursorSize { get { return 1; } set { } }
        public override ConsoleColor BackgroundColor { get { return ConsoleColor.Black; } set { } }
        public override ConsoleColor ForegroundColor { get { return ConsoleColor.White; } set { } }
        public override string WindowTitle { get { return ""; } set { } }
        public override bool KeyAvailable { get { return false; } }
        public override void FlushInputBuffer() { }
        public override KeyInfo ReadKey(ReadKeyOptions options) { throw new NotSupportedException(); }
        public override BufferCell[,] GetBufferContents(Rectangle rectangle) { throw new NotSupportedException(); }
        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) { }
        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) { }
        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) { }
    }
}
