/// Whole images as files of the datastores of a vCenter, under `vsphere://` URIs.
///
/// The one idea: a vCenter has two doors, files over HTTP and everything else by SOAP, and one
/// session opens both. It is begun when it is needed and begun anew when it is not taken any more.
///
/// The nouns: a [dev.vitrine.backend.vmware.VmwareOptions] says which vCenter and which datastores;
/// a `Vcenter` asks it; a `VmwareLocation` is a file; a
/// [dev.vitrine.backend.vmware.VmwareImageStore] keeps images.
@NullMarked
package dev.vitrine.backend.vmware;

import org.jspecify.annotations.NullMarked;
