import type { Schedule, TaskDefinition } from '../../contract/tasks.ts';

export interface XmlParts {
  task: TaskDefinition;
  /** The exe's full path. */
  exe: string;
  /** DOMAIN\user; not used for SYSTEM. */
  user: string;
  now: Date;
}

const names = { monday: 'Monday', tuesday: 'Tuesday', wednesday: 'Wednesday', thursday: 'Thursday', friday: 'Friday', saturday: 'Saturday', sunday: 'Sunday' } as const;

/**
 * A task for the Task Scheduler (Task Scheduler Schema, learn.microsoft.com; namespace of version 1.2). What it runs is always `task run NAME`: the
 * service expands %VAR% and $(Arg0) in arguments, so that nothing else may stand there.
 */
export function taskXml({ task, exe, user, now }: XmlParts): string {
  const { schedule, timeLimitMinutes, onBatteries } = task;
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Author>LinkKit</Author>
    <Description>${escaped(`Made by linkkit task register; what it runs: linkkit task list. ${task.steps.map(({ run }) => run[0]).join(', ')}`)}</Description>
    <URI>\\LinkKit\\${escaped(task.name)}</URI>
  </RegistrationInfo>
  <Triggers>
${trigger(schedule, now, task.runAs === 'system' ? null : user)}
  </Triggers>
  <Principals>
    <Principal id="Author">
${principal(task, user)}
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>${!onBatteries}</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>${!onBatteries}</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <IdleSettings>
      <StopOnIdleEnd>false</StopOnIdleEnd>
      <RestartOnIdle>false</RestartOnIdle>
    </IdleSettings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>${timeLimitMinutes === 0 ? 'PT0S' : `PT${timeLimitMinutes}M`}</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${escaped(exe)}</Command>
      <Arguments>task run ${escaped(task.name)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

function trigger(schedule: Schedule, now: Date, user: string | null): string {
  if (schedule.kind === 'idle') return '    <IdleTrigger>\n      <Enabled>true</Enabled>\n    </IdleTrigger>';
  if (schedule.kind === 'logon') return `    <LogonTrigger>\n      <Enabled>true</Enabled>${user === null ? '' : `\n      <UserId>${escaped(user)}</UserId>`}\n    </LogonTrigger>`;
  const start = `${[now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-')}T${schedule.at}:00`;
  const repetition = schedule.kind === 'every' ? `\n      <Repetition>\n        <Interval>PT${schedule.minutes}M</Interval>\n        <Duration>P1D</Duration>\n        <StopAtDurationEnd>false</StopAtDurationEnd>\n      </Repetition>` : '';
  const calendar = schedule.kind === 'weekly'
    ? `      <ScheduleByWeek>\n        <WeeksInterval>1</WeeksInterval>\n        <DaysOfWeek>\n${schedule.days.map((day) => `          <${names[day]} />`).join('\n')}\n        </DaysOfWeek>\n      </ScheduleByWeek>`
    : `      <ScheduleByDay>\n        <DaysInterval>1</DaysInterval>\n      </ScheduleByDay>`;
  return `    <CalendarTrigger>\n      <Enabled>true</Enabled>\n      <StartBoundary>${start}</StartBoundary>${repetition}\n${calendar}\n    </CalendarTrigger>`;
}

/** S4U: no password is kept, and no network and no EFS is to be had. An interactive token is there only while the person is logged on. */
function principal({ runAs, whenLoggedOff, elevated }: TaskDefinition, user: string): string {
  const level = `      <RunLevel>${elevated || runAs === 'system' ? 'HighestAvailable' : 'LeastPrivilege'}</RunLevel>`;
  if (runAs === 'system') return `      <UserId>S-1-5-18</UserId>\n${level}`;
  return `      <UserId>${escaped(user)}</UserId>\n      <LogonType>${whenLoggedOff ? 'S4U' : 'InteractiveToken'}</LogonType>\n${level}`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
