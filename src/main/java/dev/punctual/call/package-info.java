/**
 * Call scheduling: reads phone numbers, plans when each call may go out, keeps who is called
 * sealed, and places calls through the trigger engine.
 *
 * <p>A batch is planned next to the customer's agenda, stored, given its triggers and only then
 * acknowledged:
 *
 * <ul>
 *   <li>an <i>agenda</i> is what a customer has planned; its number rises with every change, and a
 *       plan that was made from another number is made again
 *   <li>a call's <i>trigger</i> has the call's id and says nothing else; making it again changes
 *       nothing, so {@link dev.punctual.call.Settling} can finish whatever was interrupted
 *   <li>for each <i>attempt</i> the engine asks {@link dev.punctual.call.CallAttempts}, which looks
 *       at the policy and the window of that moment
 * </ul>
 */
package dev.punctual.call;
