import { afterAll } from 'vitest';
import { closeEngines } from './engine.ts';

// vitest's set-up of each test file: the PowerShell hosts that it started end with it.
afterAll(closeEngines);
