using System;
using System.IO;
using System.Management.Automation.Runspaces;
using System.Text;
using Microsoft.PowerShell;

namespace LinkKit.TestHost
{
    /// <summary>The engine host: requests (see Runner) as lines on stdin; it ends when stdin closes.</summary>
    public static class Program
    {
        public static int Main(string[] arguments)
        {
            Runner runner = new Runner(NewState);
            runner.Serve(new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false)));
            return 0;
        }

        private static InitialSessionState NewState()
        {
            InitialSessionState state = InitialSessionState.CreateDefault2();
            if (Environment.OSVersion.Platform == PlatformID.Win32NT) { state.ExecutionPolicy = ExecutionPolicy.Bypass; }
            Substitutes.AddTo(state);
            return state;
        }
    }
}
