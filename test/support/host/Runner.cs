using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;

namespace LinkKit.TestHost
{
    /// <summary>
    /// Runs scripts one after another in one runspace. A request is a line of five fields, separated by tabs:
    /// script file, report file, milliseconds until the pipeline is stopped as Ctrl+C does (0: never; negative: that
    /// long after the first output object), the answer to confirmations, and "fresh" for a new runspace.
    /// </summary>
    public sealed class Runner
    {
        private readonly Func<InitialSessionState> newState;
        private RecordingHost host;
        private Runspace runspace;

        public Runner(Func<InitialSessionState> newState) { this.newState = newState; }

        public void Serve(TextReader requests)
        {
            string line;
            while ((line = requests.ReadLine()) != null)
            {
                if (line.Length == 0) { continue; }
                string[] fields = line.Split('\t');
                string report = Run(fields[0], int.Parse(fields[2]), int.Parse(fields[3]), fields[4] == "fresh");
                string half = fields[1] + ".half";
                File.WriteAllText(half, report, new UTF8Encoding(false));
                File.Move(half, fields[1]);
            }
            if (runspace != null) { runspace.Dispose(); }
        }

        private void Open()
        {
            if (runspace != null) { runspace.Dispose(); }
            host = new RecordingHost();
            runspace = RunspaceFactory.CreateRunspace(host, newState());
            runspace.Open();
        }

        private string Run(string scriptFile, int stopAfter, int choice, bool fresh)
        {
            if (runspace == null || fresh || runspace.RunspaceStateInfo.State != RunspaceState.Opened) { Open(); }
            host.Recorded.Clear();
            host.Recorded.Choice = choice;
            Stopwatch clock = Stopwatch.StartNew();
            double stopSeconds = 0;
            Exception thrown = null;
            PSDataCollection<PSObject> output = new PSDataCollection<PSObject>();
            using (PowerShell shell = PowerShell.Create())
            {
                shell.Runspace = runspace;
                shell.AddScript(File.ReadAllText(scriptFile, Encoding.UTF8), true);
                try
                {
                    // As at a console: each script is a line of the history.
                    PSInvocationSettings settings = new PSInvocationSettings { AddToHistory = true };
                    IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output, settings, null, null);
                    if (stopAfter != 0)
                    {
                        if (stopAfter < 0) { while (output.Count == 0 && !running.AsyncWaitHandle.WaitOne(1)) { } }
                        if (!running.AsyncWaitHandle.WaitOne(Math.Abs(stopAfter)))
                        {
                            Stopwatch stopping = Stopwatch.StartNew();
                            shell.Stop();
                            stopSeconds = stopping.Elapsed.TotalSeconds;
                        }
                    }
                    shell.EndInvoke(running);
                }
                catch (Exception failure) { thrown = failure; }
                string state = shell.InvocationStateInfo.State.ToString();
                List<PSObject> results = new List<PSObject>(output);
                return Report.Of(results, shell.Streams, thrown, host.Recorded, state, clock.Elapsed.TotalSeconds, stopSeconds);
            }
        }
    }
}
