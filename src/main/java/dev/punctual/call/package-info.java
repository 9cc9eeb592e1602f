/** Call scheduling: reads phone numbers and plans when each call may go out. */
package dev.punctual.call;
